using System.Globalization;
using Shepherd.Onnx.Segments;
using Spectre.Console;

namespace Shepherd.Cli.Segments;

/// <summary>A report for people.</summary>
internal static class SegmentTable
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    public static void Write(TextWriter output, SegmentReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var model = report.Model;
        if (model.Segments.Count > 0)
            console.Write(Segments(model));
        if (model.Trial is { } trial)
        {
            console.Write(Batches(trial));
            output.WriteLine($"{report.Request.Model} in {model.Segments.Count} segments ({report.Folder}), {report.Request.Clock} time; longest segment {Text(model.Imbalance, "0.00")} times the mean; largest difference of outputs {Text(trial.LargestDifference, "0.0e0")}");
        }

        output.WriteLine(model.Refusal is null
            ? "it cuts well: batches can be suspended between segments"
            : $"it cuts badly, batches that are stopped start anew: {model.Refusal}");
    }

    private static Table Segments(SegmentedModel model)
    {
        var table = new Table().AddColumns("segment", "operators", "ms", "live bytes behind it", "tensors behind it");
        foreach (var (segment, index) in model.Segments.Select((s, i) => (s, i)))
            table.AddRow($"{index}", $"{segment.Operators}", Text(segment.DurationNs / 1e6, "0.000"), $"{segment.LiveBytes}", $"{segment.Outputs.Count}");
        return table;
    }

    private static Table Batches(SegmentTrial trial)
    {
        var table = new Table().AddColumns("batch", "whole ms", "chain ms", "overhead %", "of the quickest %", "rounds");
        foreach (var batch in trial.Batches)
            table.AddRow($"{batch.Batch}", Text(batch.WholeNs / 1e6, "0.000"), Text(batch.ChainNs / 1e6, "0.000"), Text(100 * batch.Overhead, "0.0"), Text(100 * batch.LeastOverhead, "0.0"), $"{batch.Rounds}");
        return table;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
