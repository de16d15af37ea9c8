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
            : GridRunner.Run(plan, progress => Write(error, progress), cancellation);
    }

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
            error.WriteLine($"{progress.Done} of {progress.Total} done: {progress.What}");
    }
}
