using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Shepherd.Cli.Bench.HandOver;

/// <summary>What moving partitions cost, for people and for programs.</summary>
internal static class HandOverReport
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, HandOverFigures figures)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("ms", "count", "p50", "p99", "max");
        foreach (var (name, values) in Rows(figures))
            table.AddRow(name, $"{values.Count}", Ms(Quantile.Of(values, 0.5)), Ms(Quantile.Of(values, 0.99)), Ms(Quantile.Of(values, 1)));
        console.Write(table);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"requests {figures.Log.Sent.Count}, lost {figures.Log.Lost}, not OK {figures.NotOk}, repeats {figures.Log.Repeats} before the reader's dedup by id"));
        output.WriteLine($"a batch of one takes {Ms(figures.ModelMs)} ms; {figures.Machine}");
    }

    public static string ToJson(HandOverFigures figures) => JsonSerializer.Serialize(
        new
        {
            Requests = figures.Log.Sent.Count,
            figures.Log.Lost,
            figures.NotOk,
            RepeatsBeforeDedup = figures.Log.Repeats,
            Moves = figures.Changes.Count,
            MovesDecided = figures.Moves.Count,
            figures.ModelMs,
            figures.Machine,
            TimesMs = Rows(figures).ToDictionary(r => r.Name.Replace(' ', '_'), r => new { r.Values.Count, P50 = Round(r.Values, 0.5), P99 = Round(r.Values, 0.99), Max = Round(r.Values, 1) }),
        },
        Options);

    private static IEnumerable<(string Name, IReadOnlyList<double> Values)> Rows(HandOverFigures figures) =>
    [
        ("gap", figures.GapsMs),
        ("gap beyond the model", figures.BeyondMs),
        ("spacing otherwise", figures.SpacingsMs),
        ("slowest request of a move", figures.WorstMs),
        ("latency of all requests", figures.LatenciesMs),
        .. figures.Steps.Select(s => ($"step {s.Step}", s.TimesMs)),
    ];

    private static double Round(IReadOnlyList<double> values, double share) => Math.Round(Quantile.Of(values, share), 2);

    private static string Ms(double ms) => ms.ToString("0.0", CultureInfo.InvariantCulture);
}
