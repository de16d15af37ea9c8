using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Shepherd.Cli.Bench.Pipeline;

/// <summary>The figures, for people and for programs.</summary>
internal static class PipelineReport
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, PipelineFigures figures)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("bytes", "load", "system", "requests/s", "p50 ms", "p99 ms", "CPU µs/request", "allocated bytes/request");
        foreach (var cell in figures.Cells)
        {
            AddRow(table, cell, "raw client", cell.Raw);
            AddRow(table, cell, "worker", cell.Worker);
        }

        console.Write(table);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"worker / raw client: throughput at saturation {figures.ThroughputRatio:0.00} (the least), latency at half load p50 {figures.LatencyRatio(0.5):0.00}, p99 {figures.LatencyRatio(0.99):0.00} (the largest)"));
        output.WriteLine("Slices of both alternate. CPU and allocations are those of the process that answers, whose figures are asked for before and after each slice");
    }

    public static string ToJson(PipelineFigures figures) => JsonSerializer.Serialize(
        new
        {
            Cells = figures.Cells.Select(cell => new { cell.Bytes, Mode = cell.IsHalf ? "half" : "saturation", Raw = ToJson(cell.Raw), Worker = ToJson(cell.Worker) }),
            ThroughputRatio = Math.Round(figures.ThroughputRatio, 3),
            P50Ratio = Math.Round(figures.LatencyRatio(0.5), 3),
            P99Ratio = Math.Round(figures.LatencyRatio(0.99), 3),
            AllocatedBytesPerRequest = Math.Round(figures.AllocatedBytesPerRequest),
        },
        Options);

    private static object ToJson(PipelineSide side) => new { Rps = Math.Round(side.Rps, 1), P50Ms = Math.Round(side.QuantileMs(0.5), 3), P99Ms = Math.Round(side.QuantileMs(0.99), 3) };

    private static void AddRow(Table table, PipelineCell cell, string system, PipelineSide side) => table.AddRow(
        $"{cell.Bytes}", cell.IsHalf ? "half" : "saturation", system, Text(side.Rps, "0"), Text(side.QuantileMs(0.5), "0.00"), Text(side.QuantileMs(0.99), "0.00"), Text(side.CpuUsPerRequest, "0"), Text(side.AllocatedBytesPerRequest, "0"));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
