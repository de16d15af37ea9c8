using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Profiling.Catalog;

/// <summary>A profile corrected by what batches really took.</summary>
internal static class ProfileRefinement
{
    /// <summary>Shape buckets of a profile; what turns up beyond is not told.</summary>
    private const int BucketsMax = 32;

    /// <summary>Batch sizes that are told: those of the profile, and those that are measured at load.</summary>
    public static IReadOnlyList<int> Sizes(ModelProfile begun, int maxBatch) =>
        [.. begun.Buckets.SelectMany(b => b.Batches.Select(r => r.Batch)).Where(b => b <= maxBatch).Concat(ModelProfiler.Sizes(maxBatch)).Distinct().Order()];

    /// <summary>The profile with the shapes that ran as they ran; the others stay.</summary>
    /// <param name="begun">What it began with.</param>
    /// <param name="ran">What ran, by shape.</param>
    /// <param name="at">When.</param>
    public static ModelProfile Of(ModelProfile begun, IReadOnlyList<(BucketKey Shape, IReadOnlyList<MeasuredRow> Rows)> ran, DateTimeOffset at)
    {
        if (ran.Count == 0)
            return begun;
        var rows = ran.ToDictionary(r => r.Shape.ToString(), r => r.Rows, StringComparer.Ordinal);
        List<BucketFigures> buckets = [.. begun.Buckets.Select(b => rows.Remove(b.Shape, out var measured) ? b with { Batches = Figures(measured) } : b)];
        // Those that most was seen of first.
        buckets.AddRange(rows.OrderByDescending(r => r.Value.Sum(row => row.Runs)).ThenBy(r => r.Key, StringComparer.Ordinal).Take(Math.Max(0, BucketsMax - buckets.Count)).Select(r => new BucketFigures(r.Key, Figures(r.Value))));
        return begun with { Buckets = buckets, MeasuredAt = at };
    }

    private static IReadOnlyList<BatchFigures> Figures(IReadOnlyList<MeasuredRow> rows) => [.. rows.Select(r => ProfileOrigin.Row(r.Batch, r.Runs, r.MedianNs, r.HighNs))];
}
