namespace Shepherd.Core.Profiles;

/// <summary>l(b) = αb + β, as SHEPHERD (NSDI'23, §3.1) models it; one for all shape buckets.</summary>
/// <param name="AlphaNs">Each request's share, nanoseconds; positive, at most <see cref="LatencyLimits.MaxNs"/>.</param>
/// <param name="BetaNs">What an empty batch would take, nanoseconds; not negative, at most <see cref="LatencyLimits.MaxNs"/>.</param>
/// <exception cref="ArgumentException">One of them is out of its range.</exception>
public sealed record LinearLatency(long AlphaNs, long BetaNs) : ILatencyModel
{
    /// <summary>Each request's share, nanoseconds.</summary>
    public long AlphaNs { get; } = AlphaNs is > 0 and <= LatencyLimits.MaxNs
        ? AlphaNs
        : throw new ArgumentException($"alpha is {AlphaNs / 1e6} ms a request; it must be more than 0 and at most an hour");

    /// <summary>What an empty batch would take, nanoseconds.</summary>
    public long BetaNs { get; } = BetaNs is >= 0 and <= LatencyLimits.MaxNs
        ? BetaNs
        : throw new ArgumentException($"beta is {BetaNs / 1e6} ms; it must be 0 to an hour");

    /// <inheritdoc/>
    public long EstimateNs(int bucket, int batch) => (AlphaNs * batch) + BetaNs;

    /// <inheritdoc/>
    public long FastestNs(int bucket) => AlphaNs + BetaNs;
}
