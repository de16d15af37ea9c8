namespace Shepherd.Core.Profiles;

/// <summary>The last few durations of one batch size and bucket; estimates by a high percentile, as Clockwork (OSDI'20 §5.3) does.</summary>
internal sealed class LatencyWindow
{
    /// <summary>Enough for a stable percentile, few enough to follow a device that slows down within seconds.</summary>
    private const int Length = 32;

    /// <summary>Rank from the top: the second largest of 32 (about p97), so that one outlier does not raise the estimate.</summary>
    private const int RankFromTop = 2;

    private readonly long[] _ring = new long[Length];
    private readonly long[] _sorted = new long[Length];
    private int _count;
    private int _next;

    public long EstimateNs { get; private set; }

    public long FastestNs => _sorted[0];

    public void Add(long durationNs)
    {
        _ring[_next] = durationNs;
        _next = (_next + 1) % Length;
        _count = Math.Min(_count + 1, Length);
        _ring.AsSpan(0, _count).CopyTo(_sorted);
        Array.Sort(_sorted, 0, _count);
        EstimateNs = _sorted[_count - Math.Min(RankFromTop, _count)];
    }
}
