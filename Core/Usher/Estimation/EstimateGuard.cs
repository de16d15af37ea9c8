using Shepherd.Core.Profiles;

namespace Shepherd.Core.Usher.Estimation;

/// <summary>Limits of what estimators are asked, and of what they answer.</summary>
internal static class EstimateGuard
{
    /// <summary>Refuses batches and shares that are none.</summary>
    public static void Check(int batch, double computePercent = 100)
    {
        if (batch is < 1 or > LatencyLimits.MaxBatch)
            throw new ArgumentOutOfRangeException(nameof(batch), $"a batch of {batch}; it must be 1 to {LatencyLimits.MaxBatch}");
        if (!(computePercent > 0) || computePercent > 100)
            throw new ArgumentOutOfRangeException(nameof(computePercent), FormattableString.Invariant($"a share of {computePercent} %; it must be above 0 and at most 100"));
    }

    /// <summary>A duration in the range of plans: at least a nanosecond, at most an hour.</summary>
    public static long ToNs(double durationNs) => (long)Math.Clamp(Math.Ceiling(durationNs), 1, LatencyLimits.MaxNs);

    /// <summary>Bytes, rounded up; past what 64 bits hold it is the most they do, in half so that two can be added.</summary>
    public static long ToBytes(double bytes) => bytes >= long.MaxValue / 2 ? long.MaxValue / 2 : (long)Math.Ceiling(bytes);
}
