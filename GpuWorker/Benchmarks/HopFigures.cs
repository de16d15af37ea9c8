namespace Shepherd.GpuWorker.Benchmarks;

/// <summary>A batch of one request on a lane of this worker's own, and on one of a peer's.</summary>
/// <param name="Bytes">Of the request's tensor, and of the answer's.</param>
/// <param name="OwnNs">From the decision to the driver knowing that the batch ended, ascending.</param>
/// <param name="RemoteNs">The same on a peer of this machine, ascending.</param>
public sealed record HopFigures(int Bytes, IReadOnlyList<long> OwnNs, IReadOnlyList<long> RemoteNs)
{
    /// <summary>A quantile of what the way to the peer and back takes: what a batch there took beyond the median of one's own, so that a slow run here hides no slow way there.</summary>
    public long HopNs(double quantile) => Quantile(RemoteNs, quantile) - Quantile(OwnNs, 0.5);

    /// <summary>A quantile of ascending times.</summary>
    public static long Quantile(IReadOnlyList<long> ascending, double quantile) => ascending[(int)Math.Min(ascending.Count - 1, ascending.Count * quantile)];
}

/// <summary>What one lead can schedule.</summary>
/// <param name="Policy">How it schedules.</param>
/// <param name="Lanes">Lanes of its peers.</param>
/// <param name="Bytes">Of each request's tensor.</param>
/// <param name="RequestsPerS">Requests that came back, per second.</param>
/// <param name="MeanBatch">Requests a batch.</param>
public sealed record LeadFigures(string Policy, int Lanes, int Bytes, double RequestsPerS, double MeanBatch);
