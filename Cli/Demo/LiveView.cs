using Spectre.Console;

namespace Shepherd.Cli.Demo;

/// <summary>A progress bar at the foot of a terminal, the pictures' texts above it.</summary>
internal sealed class LiveView(IAnsiConsole console, ProgressTask task) : IDemoView
{
    private readonly Lock _gate = new();

    public void Say(string line)
    {
        lock (_gate)
            console.WriteLine(line);
    }

    public void Show(PictureResult result)
    {
        lock (_gate)
        {
            var colour = result.Page?.Outcome == Schemas.Outcome.Ok ? "green" : "red";
            console.MarkupLine($"[{colour}]{Markup.Escape(result.Headline)}[/]");
            foreach (var row in result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                console.WriteLine($"    {row}");
        }
    }

    public void Progress(double fraction, string status)
    {
        lock (_gate)
        {
            task.Description = Markup.Escape(status);
            task.Value = fraction * task.MaxValue;
        }
    }
}
