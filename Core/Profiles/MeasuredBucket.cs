namespace Shepherd.Core.Profiles;

/// <summary>What ran of one shape bucket.</summary>
/// <param name="curve">Makes estimates of it.</param>
internal sealed class MeasuredBucket(IMeasuredCurve curve)
{
    private readonly SortedList<int, LatencyWindow> _sizes = [];
    private bool _isStale;

    public bool HasRun => _sizes.Count > 0;

    public void Observe(int batch, long durationNs)
    {
        if (!_sizes.TryGetValue(batch, out var window))
            _sizes.Add(batch, window = new LatencyWindow());
        window.Add(durationNs);
        _isStale = true;
    }

    public long EstimateNs(int batch)
    {
        if (_isStale)
            curve.Lay(_sizes);
        _isStale = false;
        return curve.EstimateNs(batch);
    }

    public long FastestNs()
    {
        var fastest = curve.KnowsUnseenSizes ? EstimateNs(1) : long.MaxValue;
        for (var i = 0; i < _sizes.Count; i++)
            fastest = Math.Min(fastest, _sizes.Values[i].FastestNs);
        return fastest;
    }
}
