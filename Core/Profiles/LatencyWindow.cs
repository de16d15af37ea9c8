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
    private int _next;

    /// <summary>How many it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The bucket's run that was this size's last one.</summary>
    public long LastRun { get; set; }

    /// <summary>Runs since it was empty.</summary>
    public long Runs { get; private set; }

    public long EstimateNs { get; private set; }

    /// <summary>The lower one of the two in the middle of an even number.</summary>
    public long MedianNs => Count == 0 ? 0 : _sorted[(Count - 1) / 2];

    public long FastestNs => _sorted[0];

    public void Add(long durationNs)
    {
        Runs++;
        _ring[_next] = durationNs;
        _next = (_next + 1) % Length;
        Count = Math.Min(Count + 1, Length);
        _ring.AsSpan(0, Count).CopyTo(_sorted);
        Array.Sort(_sorted, 0, Count);
        EstimateNs = _sorted[Count - Math.Min(RankFromTop, Count)];
    }

    public void Clear() => (Count, _next, EstimateNs, Runs) = (0, 0, 0, 0);
}
