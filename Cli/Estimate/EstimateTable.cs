using System.Globalization;
using Shepherd.Core.Primitives;
using Spectre.Console;

namespace Shepherd.Cli.Estimate;

/// <summary>An estimate for people.</summary>
internal static class EstimateTable
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    public static void Write(TextWriter output, EstimateRun run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("batch", "Creq %", "peak %", "Mreq MB", "Mreq %", "time ms", "requests/s", "bound by");
        foreach (var row in run.Rows)
        {
            table.AddRow(
                $"{row.Batch}", Text(row.Need.ComputePercent, "0"), Text(row.PeakPercent, "0"), Text(row.Need.MemoryBytes / 1e6, "0.0"),
                Text(100.0 * row.Need.MemoryBytes / run.Device.MemoryBytes, "0.00"), Text(row.Need.DurationNs / 1e6, "0.000"), Text(row.Rps, "0.0"), row.Bound);
        }

        console.Write(table);
        var graph = run.Model.Graph;
        var precision = (run.Request.Precision ?? run.Device.DefaultPrecision).ToString().ToUpperInvariant();
        output.WriteLine($"{run.Request.Model} on {run.Device.Name} in {precision}, {run.Request.Backend}: {Counted.Of(graph.Operators.Count, "operator")}, {Text(graph.Flops.At(1) / 1e9, "0.###")} GFLOP a request, {Text(graph.WeightBytes / 1e6, "0.#")} MB of weights");
        if (run.Configured.FromConfig.Count > 0)
            output.WriteLine($"{string.Join(", ", run.Configured.FromConfig)} from {run.Configured.ConfigPath}; --input gives another shape");
        output.WriteLine("Creq: least share of the compute on which a batch takes at most 5 % longer. Peak: share that the widest kernel occupies. Mreq: weights, and the most that is alive at once");
        if (run.Rows.FirstOrDefault(r => r.Need.MemoryBytes > run.Device.MemoryBytes) is { } tooLarge)
            output.WriteLine($"a batch of {tooLarge.Batch} needs more memory than {run.Device.Name} has");
        output.WriteLine($"loaded in {Text(run.Load.TotalMilliseconds, "0")} ms, estimated in {Text(run.Wall.TotalMilliseconds, "0.0")} ms");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
