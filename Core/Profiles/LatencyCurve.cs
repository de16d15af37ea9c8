namespace Shepherd.Core.Profiles;

/// <summary>
/// l(b) through a few points, laid out for every batch size up to the largest point so that a look-up is one read. Between points it is a line; below
/// the smallest it takes the smallest's time; above the largest it grows by the last slope, and without a slope in proportion to the size.
/// </summary>
internal sealed class LatencyCurve
{
    private long[] _durationsNs = [];
    private int _count;
    private double _slopeNs;

    /// <summary>Lays it out anew; allocates only where a point lies past all earlier ones.</summary>
    /// <param name="points">At least one, by ascending batch size; durations do not fall.</param>
    public void Lay(IReadOnlyList<LatencyPoint> points)
    {
        var last = points[^1];
        _count = last.Batch;
        if (_durationsNs.Length < _count)
            _durationsNs = new long[_count];
        _slopeNs = points.Count == 1
            ? (double)last.DurationNs / last.Batch
            : (double)(last.DurationNs - points[^2].DurationNs) / (last.Batch - points[^2].Batch);
        var next = 0;
        for (var batch = 1; batch <= _count; batch++)
        {
            if (points[next].Batch < batch)
                next++;
            _durationsNs[batch - 1] = next == 0 ? points[0].DurationNs : Between(points[next - 1], points[next], batch);
        }
    }

    /// <param name="batch">From 1.</param>
    public long EstimateNs(int batch) => batch <= _count ? _durationsNs[batch - 1] : _durationsNs[_count - 1] + (long)(_slopeNs * (batch - _count));

    private static long Between(LatencyPoint below, LatencyPoint above, int batch)
    {
        var share = (double)(batch - below.Batch) / (above.Batch - below.Batch);
        return below.DurationNs + (long)(share * (above.DurationNs - below.DurationNs));
    }
}
