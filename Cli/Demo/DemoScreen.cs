using Spectre.Console;

namespace Shepherd.Cli.Demo;

/// <summary>Chooses the view: live on a terminal, plain lines elsewhere.</summary>
internal static class DemoScreen
{
    public static async Task<T> RunAsync<T>(IAnsiConsole console, TimeProvider clock, Func<IDemoView, Task<T>> work)
    {
        var capabilities = console.Profile.Capabilities;
        if (!console.Profile.Out.IsTerminal || !capabilities.Interactive || !capabilities.Ansi)
            return await work(new PlainView(console.Profile.Out.Writer, clock));
        return await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context => work(new LiveView(console, context.AddTask("starting"))));
    }
}
