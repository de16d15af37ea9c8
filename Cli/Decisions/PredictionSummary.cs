using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Decisions;

/// <summary>What the decisions of one model amount to.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Batches">Batches that ran.</param>
/// <param name="Requests">Requests in them.</param>
/// <param name="PredictedMs">Mean of what batches were expected to take; null where none ran.</param>
/// <param name="ActualMs">Mean of what they took.</param>
/// <param name="ErrorP50">Median of |actual − predicted| / predicted.</param>
/// <param name="ErrorP99">Its 99th percentile.</param>
/// <param name="Preemptions">Batches that were stopped.</param>
/// <param name="Drops">Requests that were given up, by reason.</param>
internal sealed record ModelSummary(
    string Model, int Batches, int Requests, double? PredictedMs, double? ActualMs, double? ErrorP50, double? ErrorP99, int Preemptions, IReadOnlyDictionary<string, int> Drops);

/// <summary>Predicted against actual, by model.</summary>
internal static class PredictionSummary
{
    public static IReadOnlyList<ModelSummary> Of(IEnumerable<DecisionRecord> decisions) =>
        [.. decisions.Where(d => d.Model.Length > 0 && d.Kind is DecisionKind.Batch or DecisionKind.Preempt or DecisionKind.Drop)
            .GroupBy(d => d.Model, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Of(g.Key, [.. g]))];

    private static ModelSummary Of(string model, IReadOnlyList<DecisionRecord> decisions)
    {
        var batches = decisions.Where(d => d.Kind == DecisionKind.Batch).ToList();
        // A batch that failed says nothing about the prediction; nor does one that nothing was predicted of.
        var judged = batches.Where(d => d is { Reason.Length: 0, PredictedMs: > 0, ActualMs: not null }).ToList();
        var errors = judged.Select(d => Math.Abs(d.ActualMs!.Value - d.PredictedMs!.Value) / d.PredictedMs!.Value).Order().ToList();
        var drops = decisions.Where(d => d.Kind == DecisionKind.Drop).GroupBy(d => d.Reason, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return new ModelSummary(
            model,
            batches.Count,
            batches.Sum(b => b.Size),
            judged.Count > 0 ? judged.Average(d => d.PredictedMs!.Value) : null,
            judged.Count > 0 ? judged.Average(d => d.ActualMs!.Value) : null,
            Percentile(errors, 0.5),
            Percentile(errors, 0.99),
            decisions.Count(d => d.Kind == DecisionKind.Preempt),
            drops);
    }

    /// <summary>The smallest value that at least this share does not exceed.</summary>
    private static double? Percentile(IReadOnlyList<double> ascending, double share) =>
        ascending.Count == 0 ? null : ascending[Math.Max(0, (int)Math.Ceiling(share * ascending.Count) - 1)];
}
