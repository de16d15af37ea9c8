using static System.FormattableString;

namespace Shepherd.Core.Demand;

/// <summary>How arrivals are counted and forecast.</summary>
public sealed record DemandOptions
{
    /// <summary>Grain of the counts, nanoseconds. Default 1 s: a change shows after two, and at 20 requests per second its own noise is still below the change.</summary>
    public long BucketNs { get; init; } = 1_000_000_000;

    /// <summary>Buckets of a window, whose rates the forecast looks at. Default 5: short enough to hold a burst, long enough that single requests do not count.</summary>
    public int WindowBuckets { get; init; } = 5;

    /// <summary>Buckets that are remembered. Default 120: two plan periods of 60 s.</summary>
    public int HistoryBuckets { get; init; } = 120;

    /// <summary>Which of the windows is planned for, from the least. Default 0.9: a plan for the mean is too small half of the time, one for the worst moves at every outlier.</summary>
    public double Percentile { get; init; } = 0.9;

    /// <summary>A bucket above so many times the forecast may be a burst. Default 2: what is below is what the load limit of the placement leaves room for.</summary>
    public double BurstFactor { get; init; } = 2;

    /// <summary>Buckets in a row that make a burst. Default 2.</summary>
    public int BurstBuckets { get; init; } = 2;

    /// <summary>A change is also this many standard deviations away from what was expected of a bucket. Default 4: chance alone brings that once in 30,000.</summary>
    public double ChangeDeviations { get; init; } = 4;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (BucketNs < 1 || WindowBuckets < 1 || BurstBuckets < 1 || HistoryBuckets < WindowBuckets + BurstBuckets)
            return $"demand: buckets of {BucketNs} ns, {WindowBuckets} a window, {BurstBuckets} a burst, {HistoryBuckets} remembered: each must be positive, and a window and a burst must fit what is remembered";
        if (!(Percentile is > 0 and <= 1))
            return Invariant($"demand: the forecast's percentile is {Percentile}; it must be above 0 and at most 1");
        return BurstFactor > 1 && ChangeDeviations >= 0 ? null : Invariant($"demand: a burst factor of {BurstFactor} and {ChangeDeviations} deviations; the factor must be above 1, deviations not negative");
    }
}
