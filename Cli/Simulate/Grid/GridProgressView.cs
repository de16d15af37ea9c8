using Shepherd.Cli.Simulate.Progress;
using Shepherd.Simulator.Grid;
using Spectre.Console;

namespace Shepherd.Cli.Simulate.Grid;

/// <summary>How far a grid is, on standard error: a bar on a terminal, else a line now and then.</summary>
internal static class GridProgressView
{
    /// <summary>Lines of a whole run where there is no terminal.</summary>
    private const int Lines = 10;

    public static GridResult Run(GridPlan plan, TextWriter error, CancellationToken cancellation)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected && console.Profile.Capabilities.Interactive
            ? console.Progress().Start(context => Show(plan, context, cancellation))
            : Tell(plan, error, cancellation);
    }

    /// <summary>Some lines of a whole run, and one now and then where a part takes long.</summary>
    private static GridResult Tell(GridPlan plan, TextWriter error, CancellationToken cancellation)
    {
        var last = $"0 of {plan.Cells.Count} cells done";
        var synchronized = TextWriter.Synchronized(error);
        using var heartbeat = new Heartbeat(synchronized, isTerminal: false, () => Volatile.Read(ref last), TimeProvider.System);
        return GridRunner.Run(plan, progress =>
        {
            Volatile.Write(ref last, Describe(progress));
            Write(synchronized, progress);
        }, cancellation);
    }

    private static string Describe(GridProgress progress) => $"{progress.Done} of {progress.Total} done: {progress.What}";

    private static GridResult Show(GridPlan plan, ProgressContext context, CancellationToken cancellation)
    {
        var task = context.AddTask("grid");
        return GridRunner.Run(plan, progress =>
        {
            (task.MaxValue, task.Value) = (progress.Total, progress.Done);
            task.Description = Markup.Escape(progress.What);
        }, cancellation);
    }

    private static void Write(TextWriter error, GridProgress progress)
    {
        if (progress.Done * Lines / progress.Total != (progress.Done - 1) * Lines / progress.Total)
            error.WriteLine(Describe(progress));
    }
}
