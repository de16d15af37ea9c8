namespace Shepherd.Cli.Bench.Pipeline;

/// <summary>The cells, and what they come to.</summary>
/// <param name="Cells">By bytes, saturation first.</param>
internal sealed record PipelineFigures(IReadOnlyList<PipelineCell> Cells)
{
    /// <summary>The least share of the raw client's throughput at saturation.</summary>
    public double ThroughputRatio => Cells.Where(c => !c.IsHalf).Min(c => c.Worker.Rps / c.Raw.Rps);

    /// <summary>The largest ratio of latencies at half load. At saturation a closed loop's latency is its window over its throughput, and says nothing more.</summary>
    public double LatencyRatio(double quantile) => Cells.Where(c => c.IsHalf).Max(c => c.Worker.QuantileMs(quantile) / c.Raw.QuantileMs(quantile));

    /// <summary>The worker's, at the largest payload: what grows with the tensors would show there.</summary>
    public double AllocatedBytesPerRequest => AllocatedBytesAt(Cells.Max(c => c.Bytes));

    /// <summary>The worker's at saturation, where the fixed costs of running weigh least.</summary>
    public double AllocatedBytesAt(int bytes) => Cells.First(c => c.Bytes == bytes && !c.IsHalf).Worker.AllocatedBytesPerRequest;
}
