namespace Shepherd.Core.Profiles;

/// <summary>l(b) = αb + β, as SHEPHERD (NSDI'23, §3.1) models it; one for all shape buckets.</summary>
/// <param name="AlphaNs">Each request's share, nanoseconds; positive.</param>
/// <param name="BetaNs">What an empty batch would take, nanoseconds; not negative.</param>
public sealed record LinearLatency(long AlphaNs, long BetaNs) : ILatencyModel
{
    /// <inheritdoc/>
    public long EstimateNs(int bucket, int batch) => (AlphaNs * batch) + BetaNs;

    /// <inheritdoc/>
    public long FastestNs(int bucket) => AlphaNs + BetaNs;
}
