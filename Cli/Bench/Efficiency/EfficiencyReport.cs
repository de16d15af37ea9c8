using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Shepherd.Cli.Bench.Efficiency;

/// <summary>The rows, for people and for programs.</summary>
internal static class EfficiencyReport
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 150;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, IReadOnlyList<EfficiencyRow> rows)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("model", "shape", "best batch", "bare requests/s", "pipeline requests/s", "ratio", "bare CPU ms", "worker CPU ms", "ratio", "gather / run", "collect / run");
        foreach (var row in rows)
            table.AddRow(row.Model, row.Shape, $"{row.Batch}", Text(row.Bare.Rps, "0.0"), Text(row.Pipeline.Rps, "0.0"), Text(row.Ratio, "0.000"), Text(row.Bare.CpuMsPerRequest, "0.00"), Text(row.Pipeline.CpuMsPerRequest, "0.00"), Text(row.CpuRatio, "0.000"), Text(row.Gather, "0.0000"), Text(row.Collect, "0.0000"));
        console.Write(table);
        output.WriteLine("Bare: one session run in a loop over inputs that lie ready, at its best batch size. Pipeline: produce, broker, worker, broker, result read. As many threads per run; slices alternate. CPU: processor time per request of the process that runs the model, the worker's with all that it does around the run");
    }

    public static string ToJson(IReadOnlyList<EfficiencyRow> rows) => JsonSerializer.Serialize(
        new
        {
            Models = rows.Select(row => new
            {
                row.Model,
                row.Shape,
                row.Batch,
                BareRps = Math.Round(row.Bare.Rps, 2),
                PipelineRps = Math.Round(row.Pipeline.Rps, 2),
                Ratio = Math.Round(row.Ratio, 3),
                BareCpuMs = Math.Round(row.Bare.CpuMsPerRequest, 3),
                WorkerCpuMs = Math.Round(row.Pipeline.CpuMsPerRequest, 3),
                CpuRatio = Math.Round(row.CpuRatio, 3),
                GatherShare = Math.Round(row.Gather, 4),
                CollectShare = Math.Round(row.Collect, 4),
            }),
            RatioMin = Math.Round(rows.Min(row => row.Ratio), 3),
        },
        Options);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
