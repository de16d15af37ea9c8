namespace Shepherd.Core.Profiles;

/// <summary>One row of a latency profile.</summary>
/// <param name="Batch">Requests in the batch.</param>
/// <param name="DurationNs">How long it runs.</param>
public readonly record struct LatencyPoint(int Batch, long DurationNs)
{
    /// <summary>Says what is wrong with a profile, or null.</summary>
    /// <param name="points">By ascending batch size; durations may not fall as the batch grows.</param>
    public static string? FindFault(IReadOnlyList<LatencyPoint> points)
    {
        if (points.Count == 0)
            return "the profile is empty; it takes at least one batch size and its duration";
        var last = default(LatencyPoint);
        foreach (var point in points)
        {
            if (point.Batch is < 1 or > LatencyLimits.MaxBatch)
                return $"batch size {point.Batch}: it must be 1 to {LatencyLimits.MaxBatch}";
            if (point.Batch <= last.Batch)
                return $"batch size {point.Batch} comes after {last.Batch}: sizes must ascend, each once";
            if (point.DurationNs is < 1 or > LatencyLimits.MaxNs)
                return $"batch size {point.Batch} takes {point.DurationNs / 1e6} ms: it must be more than 0 and at most an hour";
            if (point.DurationNs < last.DurationNs)
                return $"batch size {point.Batch} takes {point.DurationNs / 1e6} ms, less than the {last.DurationNs / 1e6} ms of {last.Batch}: a larger batch may not be quicker; measure again, or give both the larger time";
            last = point;
        }

        return null;
    }
}
