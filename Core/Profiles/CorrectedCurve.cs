namespace Shepherd.Core.Profiles;

/// <summary>A profile corrected by measurements.</summary>
internal sealed class CorrectedCurve : IMeasuredCurve
{
    /// <summary>Runs after which a size's own measurements are believed alone; until then the profile has a share, so that one slow first run does not stop a model.</summary>
    private const int TrustedRuns = 4;

    /// <summary>Past any real time, and small enough that an instant plus an estimate does not overflow.</summary>
    private const double MaxNs = 1L << 61;

    private readonly ILatencyModel _prior;
    private readonly int _bucket;
    private readonly long[] _durationsNs;
    private double _lastRatio = 1;

    public CorrectedCurve(ILatencyModel prior, int bucket, int maxBatch)
    {
        (_prior, _bucket) = (prior, bucket);
        _durationsNs = new long[maxBatch];
    }

    public bool KnowsUnseenSizes => true;

    public void Lay(SortedList<int, LatencyWindow> sizes)
    {
        var (belowSize, belowRatio) = (0, 0.0);
        var (next, nextRatio) = (0, Ratio(sizes, 0));
        var atLeastNs = 0L;
        for (var batch = 1; batch <= _durationsNs.Length; batch++)
        {
            while (next < sizes.Count && sizes.Keys[next] < batch)
            {
                (belowSize, belowRatio) = (sizes.Keys[next], nextRatio);
                next++;
                nextRatio = next < sizes.Count ? Ratio(sizes, next) : belowRatio;
            }

            var isBetween = belowSize > 0 && next < sizes.Count;
            _lastRatio = isBetween ? belowRatio + ((nextRatio - belowRatio) * (batch - belowSize) / (sizes.Keys[next] - belowSize)) : nextRatio;
            atLeastNs = Math.Max(atLeastNs, Corrected(batch));
            _durationsNs[batch - 1] = atLeastNs;
        }
    }

    public long EstimateNs(int batch) => batch <= _durationsNs.Length ? _durationsNs[batch - 1] : Math.Max(_durationsNs[^1], Corrected(batch));

    private double Ratio(SortedList<int, LatencyWindow> sizes, int index)
    {
        double priorNs = Math.Max(1, _prior.EstimateNs(_bucket, sizes.Keys[index]));
        var window = sizes.Values[index];
        var trust = Math.Min(window.Count, TrustedRuns) / (double)TrustedRuns;
        return (trust * window.EstimateNs / priorNs) + (1 - trust);
    }

    private long Corrected(int batch) => (long)Math.Min(MaxNs, Math.Round(_lastRatio * _prior.EstimateNs(_bucket, batch)));
}
