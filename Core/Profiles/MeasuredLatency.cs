namespace Shepherd.Core.Profiles;

/// <summary>
/// Learns l(b) from what ran. A batch size that never ran is interpolated between its neighbours; above the largest it grows by the last slope, and
/// without a slope in proportion to the size; below the smallest it takes the smallest's time. Estimates never fall as the batch grows.
/// </summary>
public sealed class MeasuredLatency : ILatencyModel
{
    private readonly List<SortedList<int, LatencyWindow>> _buckets = [];

    /// <summary>Takes one measurement.</summary>
    /// <param name="bucket">Shape bucket, from 0.</param>
    /// <param name="batch">Requests in the batch, from 1.</param>
    /// <param name="durationNs">How long it ran; not negative.</param>
    public void Observe(int bucket, int batch, long durationNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bucket);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(durationNs);
        while (_buckets.Count <= bucket)
            _buckets.Add([]);
        var sizes = _buckets[bucket];
        if (!sizes.TryGetValue(batch, out var window))
            sizes.Add(batch, window = new LatencyWindow());
        window.Add(durationNs);
    }

    /// <inheritdoc/>
    public long EstimateNs(int bucket, int batch)
    {
        if (bucket >= _buckets.Count || _buckets[bucket].Count == 0)
            return 0;
        var sizes = _buckets[bucket];
        var (belowSize, belowNs) = (0, 0L);
        for (var i = 0; i < sizes.Count; i++)
        {
            var size = sizes.Keys[i];
            var ns = Math.Max(belowNs, sizes.Values[i].EstimateNs);
            if (size == batch || (size > batch && belowSize == 0))
                return ns;
            if (size > batch)
                return belowNs + ((ns - belowNs) * (batch - belowSize) / (size - belowSize));
            (belowSize, belowNs) = (size, ns);
        }

        return Extrapolate(sizes, belowSize, belowNs, batch);
    }

    /// <inheritdoc/>
    public long FastestNs(int bucket)
    {
        if (bucket >= _buckets.Count || _buckets[bucket].Count == 0)
            return 0;
        var fastest = long.MaxValue;
        foreach (var window in _buckets[bucket].Values)
            fastest = Math.Min(fastest, window.FastestNs);
        return fastest;
    }

    private static long Extrapolate(SortedList<int, LatencyWindow> sizes, int lastSize, long lastNs, int batch)
    {
        if (sizes.Count == 1)
            return lastNs * batch / lastSize;
        var (size, ns) = (sizes.Keys[^2], sizes.Values[^2].EstimateNs);
        var slope = Math.Max(0, lastNs - ns) / (lastSize - size);
        return lastNs + (slope * (batch - lastSize));
    }
}
