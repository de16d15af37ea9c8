namespace Shepherd.Core.Profiles;

/// <summary>l(b) from a measured table per shape bucket, interpolated. An estimate is one read of an array and allocates nothing.</summary>
public sealed class TableLatency : ILatencyModel
{
    private readonly LatencyCurve[] _buckets;

    /// <summary>One table for all shape buckets.</summary>
    /// <param name="points">By ascending batch size; durations must not fall. Above the largest size the last slope goes on.</param>
    /// <exception cref="ArgumentException">The table is empty, out of order, not positive, or falls; the message says where.</exception>
    public TableLatency(IReadOnlyList<LatencyPoint> points)
        : this([points])
    {
    }

    /// <summary>A table per shape bucket; a bucket past the last takes the last's.</summary>
    /// <param name="buckets">Tables as of the other constructor, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is faulty; the message says where.</exception>
    public TableLatency(IReadOnlyList<IReadOnlyList<LatencyPoint>> buckets)
    {
        if (buckets.Count == 0)
            throw new ArgumentException("there is no profile; it takes one table for each shape bucket, or one for all", nameof(buckets));
        _buckets = new LatencyCurve[buckets.Count];
        for (var i = 0; i < buckets.Count; i++)
        {
            if (LatencyPoint.FindFault(buckets[i]) is { } fault)
                throw new ArgumentException(buckets.Count == 1 ? fault : $"shape bucket {i}: {fault}", nameof(buckets));
            _buckets[i] = new LatencyCurve();
            _buckets[i].Lay(buckets[i]);
        }
    }

    /// <inheritdoc/>
    public long EstimateNs(int bucket, int batch) => _buckets[Math.Min(bucket, _buckets.Length - 1)].EstimateNs(batch);

    /// <inheritdoc/>
    public long FastestNs(int bucket) => EstimateNs(bucket, 1);
}
