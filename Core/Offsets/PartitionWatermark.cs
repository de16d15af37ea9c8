namespace Shepherd.Core.Offsets;

/// <summary>
/// Turns out-of-order completions of one partition into the offset to commit: the lowest offset that has no outcome yet. Offsets arrive ascending, gaps
/// (control records, compaction) allowed. Completing costs O(log n) in the records outstanding; advancing is O(1) amortised.
/// </summary>
public sealed class PartitionWatermark
{
    private readonly List<long> _offsets = [];
    private readonly List<bool> _done = [];
    private int _head;

    /// <summary>Starts a partition.</summary>
    /// <param name="start">First offset that will be taken: what was committed, or where the log begins.</param>
    public PartitionWatermark(long start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        Next = start;
        Watermark = start;
    }

    /// <summary>Offset to commit: every record below it has its outcome acknowledged.</summary>
    public long Watermark { get; private set; }

    /// <summary>One past the highest offset taken.</summary>
    public long Next { get; private set; }

    /// <summary>Records at or above the watermark, taken and not completed or completed out of order.</summary>
    public int Held => _offsets.Count - _head;

    /// <summary>True when every record taken has its outcome acknowledged.</summary>
    public bool IsSettled => Watermark == Next;

    /// <summary>A record was taken from the partition.</summary>
    /// <exception cref="ArgumentException">The offset is below one that was taken before.</exception>
    public void Take(long offset)
    {
        if (offset < Next)
            throw new ArgumentException($"offset {offset} was taken before: the next one is {Next}", nameof(offset));
        if (Held == 0)
            Watermark = offset;
        _offsets.Add(offset);
        _done.Add(false);
        Next = offset + 1;
    }

    /// <summary>The outcome of a record is acknowledged.</summary>
    /// <returns>False when the offset is not outstanding: completed before, or never taken.</returns>
    public bool Complete(long offset)
    {
        var index = _offsets.BinarySearch(_head, _offsets.Count - _head, offset, null);
        if (index < 0 || _done[index])
            return false;
        _done[index] = true;
        Advance();
        return true;
    }

    private void Advance()
    {
        while (_head < _offsets.Count && _done[_head])
            _head++;
        Watermark = _head < _offsets.Count ? _offsets[_head] : Next;
        if (_head * 2 < _offsets.Count)
            return;
        _offsets.RemoveRange(0, _head);
        _done.RemoveRange(0, _head);
        _head = 0;
    }
}
