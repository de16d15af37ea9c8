using Confluent.Kafka;
using Shepherd.Core.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Offsets;

/// <summary>
/// Watermarks of the partitions that this worker consumes or still drains. Taken on the intake thread, completed on the producer's, committed by the
/// committer: hence the lock, held for a few list operations.
/// </summary>
internal sealed class OffsetTracker
{
    /// <summary>In place of an offset: see <see cref="ReleasedPartition.Offset"/>.</summary>
    private const long NothingRead = -1;

    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, Entry> _entries = [];
    private Epoch _floor;
    private List<ReleasedPartition> _released = [];
    private List<ReleasedPartition> _releasedBefore = [];

    /// <summary>Told that the last record of a partition that leaves has its outcome, or that it had none: it can be committed and released. From any thread.</summary>
    public Action Settled { get; set; } = () => { };

    /// <summary>Starts a partition.</summary>
    /// <param name="group">Its model group.</param>
    /// <param name="partition">Topic and partition.</param>
    /// <param name="start">First offset to consume; null: wherever the log begins.</param>
    /// <param name="epoch">The plan that gives it to this worker; where that is given up already, the partition is lost from the beginning.</param>
    public Holding Start(string group, TopicPartition partition, long? start, Epoch epoch = default)
    {
        var holding = new Holding(group, partition, epoch);
        lock (_lock)
        {
            _entries[partition] = new Entry(holding, start);
            if (epoch <= _floor && _floor != default)
                holding.Lose();
            _released.RemoveAll(r => r.Group == group && r.Partition == partition.Partition.Value);
            _releasedBefore.RemoveAll(r => r.Group == group && r.Partition == partition.Partition.Value);
        }

        return holding;
    }

    /// <summary>Partitions that are another worker's from now on, or may be: nothing of them is committed any more.</summary>
    /// <returns>How many there were.</returns>
    public int Lose(Func<Holding, bool> isLost)
    {
        lock (_lock)
            return Lose_NeedsLock(isLost);
    }

    /// <summary>Loses every partition that a plan up to this one gave or is still about to give.</summary>
    public void GiveUpTo(Epoch floor)
    {
        lock (_lock)
        {
            _floor = floor > _floor ? floor : _floor;
            Lose_NeedsLock(h => h.Epoch <= floor);
        }
    }

    /// <summary>A newer plan is followed: what was released before the last one is told no more.</summary>
    public void Followed()
    {
        lock (_lock)
            (_releasedBefore, _released) = (_released, []);
    }

    /// <summary>Partitions given up since the plan before the one that is followed.</summary>
    public IReadOnlyList<ReleasedPartition> Released()
    {
        lock (_lock)
            return [.. _releasedBefore.Concat(_released).OrderBy(r => r.Group, StringComparer.Ordinal).ThenBy(r => r.Partition)];
    }

    /// <summary>No more records of the partition will be taken; it is released once the ones taken are settled and committed, and forgotten at once where it was lost.</summary>
    public void Leave(TopicPartition partition)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(partition, out var entry))
                return;
            entry.IsLeaving = true;
            // Nobody waits for what is another's already to be answered here.
            if (entry.Holding.IsLost)
                _entries.Remove(partition);
        }

        Settled();
    }

    public void Take(TopicPartitionOffset place)
    {
        lock (_lock)
            _entries[place.TopicPartition].Take(place.Offset.Value);
    }

    public void Complete(TopicPartitionOffset place)
    {
        var isLast = false;
        lock (_lock)
        {
            if (_entries.TryGetValue(place.TopicPartition, out var entry))
            {
                entry.Watermark?.Complete(place.Offset.Value);
                isLast = entry is { IsLeaving: true, Watermark.IsSettled: true };
            }
        }

        if (isLast)
            Settled();
    }

    /// <summary>Offsets that moved since they were last committed, by model group.</summary>
    /// <param name="withUnmoved">Those that did not, too, where anything was committed.</param>
    public IReadOnlyList<(string Group, List<TopicPartitionOffset> Offsets)> ToCommit(bool withUnmoved = false)
    {
        lock (_lock)
        {
            return _entries.Where(e => !e.Value.Holding.IsLost && e.Value.Watermark is { } w && (w.Watermark != e.Value.Committed || withUnmoved))
                .GroupBy(e => e.Value.Holding.Group, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Select(e => new TopicPartitionOffset(e.Key, e.Value.Watermark!.Watermark)).ToList()))
                .ToList();
        }
    }

    public void Committed(IEnumerable<TopicPartitionOffset> offsets)
    {
        lock (_lock)
        {
            foreach (var offset in offsets)
            {
                if (_entries.TryGetValue(offset.TopicPartition, out var entry))
                    entry.Committed = offset.Offset.Value;
            }
        }
    }

    /// <summary>Forgets partitions that left with nothing outstanding and everything committed; true when there were any.</summary>
    public bool ReleaseSettled()
    {
        lock (_lock)
        {
            var settled = _entries.Where(e => e.Value is { IsLeaving: true, IsSettled: true, Holding.IsLost: false }).ToList();
            foreach (var (partition, entry) in settled)
            {
                _entries.Remove(partition);
                _released.Add(new ReleasedPartition(entry.Holding.Group, partition.Partition.Value, entry.Committed ?? NothingRead));
            }

            return settled.Count > 0;
        }
    }

    /// <summary>Partitions held, draining ones included.</summary>
    public IReadOnlyList<OwnedPartitions> Owned()
    {
        lock (_lock)
        {
            return _entries.Where(e => !e.Value.Holding.IsLost)
                .GroupBy(e => e.Value.Holding.Group, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new OwnedPartitions(g.Key, g.Select(e => e.Key.Partition.Value).Order().ToArray()))
                .ToList();
        }
    }

    /// <summary>The watermark of each partition that is held; null until the first record where the log's beginning was not known.</summary>
    public IReadOnlyList<(string Group, TopicPartition Partition, long? Watermark)> Watermarks()
    {
        lock (_lock)
            return [.. _entries.Select(e => (e.Value.Holding.Group, e.Key, e.Value.Watermark?.Watermark))];
    }

    public bool IsHeld(TopicPartition partition)
    {
        lock (_lock)
            return _entries.ContainsKey(partition);
    }

    private int Lose_NeedsLock(Func<Holding, bool> isLost)
    {
        var lost = _entries.Where(e => !e.Value.Holding.IsLost && isLost(e.Value.Holding)).ToList();
        foreach (var (partition, entry) in lost)
        {
            entry.Holding.Lose();
            // Of one that leaves nothing more is taken: nobody else comes by to forget it.
            if (entry.IsLeaving)
                _entries.Remove(partition);
        }

        return lost.Count;
    }

    private sealed class Entry(Holding holding, long? start)
    {
        public Holding Holding => holding;

        /// <summary>Null until the first record, where the log's beginning was not known.</summary>
        public PartitionWatermark? Watermark { get; private set; } = start is { } offset ? new PartitionWatermark(offset) : null;

        public long? Committed { get; set; } = start;

        public bool IsLeaving { get; set; }

        public bool IsSettled => Watermark is null || (Watermark.IsSettled && Watermark.Watermark == Committed);

        public void Take(long offset)
        {
            // The log was cut back below what was committed (its leader was lost), and reading goes on at its oldest record.
            if (Watermark is null || (Watermark.IsSettled && offset < Watermark.Next))
                Watermark = new PartitionWatermark(offset);
            Watermark.Take(offset);
        }
    }
}
