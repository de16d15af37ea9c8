using Shepherd.Core.Profiles;

namespace Shepherd.Core.Nexus;

/// <summary>What Nexus plans for: one model and shape bucket under one SLO (SOSP'19, §6.1).</summary>
/// <param name="Latency">How long batches run.</param>
/// <param name="Bucket">Shape bucket.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="SloNs">Time from arrival to deadline.</param>
/// <param name="RatePerNs">Requests a nanosecond to plan for.</param>
internal readonly record struct NexusSession(ILatencyModel Latency, int Bucket, int MaxBatch, long SloNs, double RatePerNs)
{
    /// <summary>B: the largest batch for which a request that just missed one meets its deadline in the next, 2·l(B) ≤ SLO (§6.1, lines 1–2 of SCHEDULESATURATE); at least 1.</summary>
    public int SaturatedBatch => Math.Max(1, Latency.LargestBatch(Bucket, MaxBatch, SloNs / 2));

    public double RunNs(int batch) => Math.Max(1, Latency.EstimateNs(Bucket, batch));

    /// <summary>Requests a nanosecond of a device that runs nothing else.</summary>
    public double SaturatedPerNs => SaturatedBatch / RunNs(SaturatedBatch);

    /// <summary>
    /// The longest duty cycle in which a device can serve a residual rate: min(SLO − l(b), b/r) for the largest b ≤ B with l(b) + (b − 1)/r ≤ SLO, since b = ⌈r·d⌉ waits (b − 1)/r to
    /// fill. (The paper has b/r in place of (b − 1)/r; its published planner the latter, which allows larger batches.) Never shorter than the batch itself.
    /// </summary>
    public double ResidualCycleNs(double ratePerNs)
    {
        var (batch, beyond) = (1, SaturatedBatch + 1);
        while (beyond - batch > 1)
        {
            var middle = batch + ((beyond - batch) / 2);
            if (RunNs(middle) + ((middle - 1) / ratePerNs) <= SloNs)
                batch = middle;
            else
                beyond = middle;
        }

        return Math.Max(RunNs(batch), Math.Min(SloNs - RunNs(batch), batch / ratePerNs));
    }
}
