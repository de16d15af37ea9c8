namespace Shepherd.Core.Profiles;

/// <summary>Estimates from measurements alone.</summary>
internal sealed class BareCurve : IMeasuredCurve
{
    private readonly LatencyCurve _curve = new();
    private readonly List<LatencyPoint> _points = [];

    public bool KnowsUnseenSizes => false;

    public void Lay(SortedList<int, LatencyWindow> sizes)
    {
        _points.Clear();
        var atLeastNs = 0L;
        for (var i = 0; i < sizes.Count; i++)
        {
            atLeastNs = Math.Max(atLeastNs, sizes.Values[i].EstimateNs);
            _points.Add(new LatencyPoint(sizes.Keys[i], atLeastNs));
        }

        _curve.Lay(_points);
    }

    public long EstimateNs(int batch) => _curve.EstimateNs(batch);
}
