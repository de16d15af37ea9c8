using System.Text.Json;

namespace Shepherd.Cli.Segments;

/// <summary>A report as one JSON object; its names are a contract with whatever reads it.</summary>
internal static class SegmentJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(SegmentReport report) => JsonSerializer.Serialize(
        new
        {
            report.Request.Model,
            Wanted = report.Request.Segments,
            report.Folder,
            Segments = report.Model.Segments.Select((segment, index) => new
            {
                Segment = index,
                segment.Operators,
                Ms = Math.Round(segment.DurationNs / 1e6, 4),
                segment.LiveBytes,
                segment.Inputs,
                segment.Outputs,
            }),
            Imbalance = report.Model.Segments.Count > 0 ? Math.Round(report.Model.Imbalance, 3) : (double?)null,
            Batches = report.Model.Trial?.Batches.Select(trial => new
            {
                trial.Batch,
                WholeMs = Math.Round(trial.WholeNs / 1e6, 4),
                ChainMs = Math.Round(trial.ChainNs / 1e6, 4),
                OverheadPercent = Math.Round(100 * trial.Overhead, 2),
                LeastOverheadPercent = Math.Round(100 * trial.LeastOverhead, 2),
                trial.Rounds,
            }),
            // There is no infinity in JSON.
            LargestDifference = report.Model.Trial is { } tried && double.IsFinite(tried.LargestDifference) ? tried.LargestDifference : (double?)null,
            CutsWell = report.Model.Refusal is null,
            Preemption = report.Model.Refusal is null ? "suspend" : "restart",
            Reason = report.Model.Refusal,
        },
        Options);
}
