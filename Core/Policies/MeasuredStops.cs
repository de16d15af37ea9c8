using Shepherd.Core.Profiles;

namespace Shepherd.Core.Policies;

/// <summary>
/// How soon the batches of one model stop, as measured: a high percentile of the last stops. A stop takes a share of the run, not a time, since larger batches have longer operators. For
/// whoever drives the policy to fill, between its steps.
/// </summary>
/// <param name="exitPoints">Equal segments of a batch; it can stop between them. 0: anywhere.</param>
public sealed class MeasuredStops(int exitPoints)
{
    /// <summary>Shares are kept as whole numbers of this part of the run.</summary>
    private const double SharesPerRun = 1e9;

    private readonly LatencyWindow _shares = new();

    /// <summary>As <see cref="PreemptionTerms.ExitPoints"/>.</summary>
    public int ExitPoints => exitPoints;

    /// <summary>Stops that it knows of.</summary>
    public int Count => _shares.Count;

    /// <summary>A batch was stopped.</summary>
    /// <param name="totalNs">Run time of the batch from its first start to its end, nanoseconds.</param>
    /// <param name="delayNs">From the exit point to the lane free again, nanoseconds.</param>
    public void Observe(long totalNs, long delayNs) => _shares.Add((long)Math.Min(LatencyLimits.MaxNs, delayNs * SharesPerRun / Math.Max(1, totalNs)));

    /// <summary>From the exit point to the lane free again, nanoseconds, for a batch of a run time.</summary>
    public long AcknowledgeNs(long totalNs) => (long)Math.Min(LatencyLimits.MaxNs, totalNs * (_shares.EstimateNs / SharesPerRun));
}
