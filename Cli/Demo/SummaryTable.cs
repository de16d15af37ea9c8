using Spectre.Console;

namespace Shepherd.Cli.Demo;

/// <summary>The summary for people: a table, and a last line that can be searched for.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, DemoSummary summary)
    {
        var outcomes = string.Join(", ", summary.Outcomes.Select(o => $"{o.Key} {o.Value}"));
        var table = new Table().RoundedBorder().HideHeaders().AddColumn("what").AddColumn(new TableColumn("value").RightAligned());
        table.AddRow("requests", $"{summary.Requests}");
        table.AddRow("outcomes", outcomes);
        table.AddRow("goodput", $"{summary.GoodputRps:F1} /s");
        table.AddRow("latency p50", Milliseconds(summary.P50Ms));
        table.AddRow("latency p99", Milliseconds(summary.P99Ms));
        table.AddRow("character accuracy", summary.CharAccuracy is { } accuracy ? $"{accuracy:F4}" : "nothing read");
        console.Write(table);
        console.Profile.Out.Writer.WriteLine($"{summary.Requests} requests, {outcomes}, lost {summary.Lost}");
    }

    private static string Milliseconds(double? value) => value is { } ms ? $"{ms:F1} ms" : "none";
}
