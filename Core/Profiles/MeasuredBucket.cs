namespace Shepherd.Core.Profiles;

/// <summary>What ran of one shape bucket.</summary>
/// <param name="curve">Makes estimates of it.</param>
internal sealed class MeasuredBucket(IMeasuredCurve curve)
{
    /// <summary>
    /// A size that was slow once may not be chosen again, and so would stay slow for ever. One that did not run while the bucket made so many runs is forgotten where the profile and the
    /// other sizes tell of it. Eight windows: seconds at usual rates, and a size that is truly too slow costs one batch in so many.
    /// </summary>
    private const int ForgottenAfterRuns = 256;

    private readonly SortedList<int, LatencyWindow> _sizes = [];
    private readonly Stack<LatencyWindow> _spare = new();
    private long _runs;
    private bool _isStale;

    public bool HasRun => _sizes.Count > 0;

    public void Observe(int batch, long durationNs)
    {
        if (!_sizes.TryGetValue(batch, out var window))
            _sizes.Add(batch, window = _spare.TryPop(out var spare) ? spare : new LatencyWindow());
        window.Add(durationNs);
        window.LastRun = ++_runs;
        if (curve.KnowsUnseenSizes)
            Forget();
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

    /// <inheritdoc cref="MeasuredRows.Of"/>
    public IReadOnlyList<MeasuredRow> Rows(IReadOnlyList<int> sizes, int runsMin, Func<int, long>? priorNs) => MeasuredRows.Of(_sizes, sizes, runsMin, priorNs);

    private void Forget()
    {
        for (var i = _sizes.Count - 1; i >= 0; i--)
        {
            var window = _sizes.Values[i];
            if (_runs - window.LastRun < ForgottenAfterRuns)
                continue;
            window.Clear();
            _spare.Push(window);
            _sizes.RemoveAt(i);
        }
    }
}
