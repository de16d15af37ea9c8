using System.Globalization;
using System.Text.Json;
using Shepherd.GpuWorker.Benchmarks;
using Spectre.Console;

namespace Shepherd.Cli.Bench;

/// <summary>How soon batches stop, for people and for programs.</summary>
internal static class StopReport
{
    private const double NsPerMs = 1e6;

    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, IReadOnlyList<StopDelays> rows)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("model", "shape", "stop", "batch", "run ms", "stops", "p50 ms", "p99 ms", "max ms", "p99 / run");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Model, row.Shape, Kind(row), $"{row.Batch}", Ms(row.RunNs), $"{row.DelaysNs.Count}", Ms(row.QuantileNs(0.5)), Ms(row.QuantileNs(0.99)), Ms(row.QuantileNs(1)),
                ((double)row.QuantileNs(0.99) / row.RunNs).ToString("0.000", CultureInfo.InvariantCulture));
        }

        console.Write(table);
        output.WriteLine("From the decision to stop a running batch to the scheduler knowing that the device is free; instants are uniform over the first nine tenths of the run");
    }

    public static string ToJson(IReadOnlyList<StopDelays> rows) => JsonSerializer.Serialize(
        new
        {
            Stops = rows.Select(row => new
            {
                row.Model,
                row.Shape,
                Kind = Kind(row),
                row.Batch,
                RunMs = Round(row.RunNs),
                Stops = row.DelaysNs.Count,
                P50Ms = Round(row.QuantileNs(0.5)),
                P99Ms = Round(row.QuantileNs(0.99)),
                MaxMs = Round(row.QuantileNs(1)),
            }),
        },
        Options);

    private static string Kind(StopDelays row) => row.Kind.ToString().ToLowerInvariant();

    private static string Ms(long ns) => (ns / NsPerMs).ToString("0.00", CultureInfo.InvariantCulture);

    private static double Round(long ns) => Math.Round(ns / NsPerMs, 3);
}
