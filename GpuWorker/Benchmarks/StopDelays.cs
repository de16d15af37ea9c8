using Shepherd.Core.Policies;

namespace Shepherd.GpuWorker.Benchmarks;

/// <summary>How soon batches of one size stop: from the decision on the scheduler's thread to that thread knowing that the device is free.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Shape">Shape of its inputs, as padded.</param>
/// <param name="Kind">What the stops were for: the work is lost, or kept up to the end of the segment.</param>
/// <param name="Batch">Requests of the batch.</param>
/// <param name="RunNs">Median of whole runs, nanoseconds.</param>
/// <param name="DelaysNs">Of each stop, ascending, nanoseconds. Runs that ended before their stop are not among them.</param>
public sealed record StopDelays(string Model, string Shape, PreemptionKind Kind, int Batch, long RunNs, IReadOnlyList<long> DelaysNs)
{
    /// <summary>A delay by nearest rank, nanoseconds; 0 where nothing was stopped.</summary>
    /// <param name="quantile">From 0 to 1.</param>
    public long QuantileNs(double quantile) =>
        DelaysNs.Count == 0 ? 0 : DelaysNs[Math.Clamp((int)Math.Ceiling(quantile * DelaysNs.Count) - 1, 0, DelaysNs.Count - 1)];
}
