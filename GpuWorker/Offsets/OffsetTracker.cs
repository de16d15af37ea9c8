using Confluent.Kafka;
using Shepherd.Core.Offsets;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Offsets;

/// <summary>
/// Watermarks of the partitions that this worker consumes or still drains. Taken on the intake thread, completed on the producer's, committed by the
/// committer: hence the lock, held for a few list operations.
/// </summary>
internal sealed class OffsetTracker
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, Entry> _entries = [];

    /// <summary>Starts a partition.</summary>
    /// <param name="group">Its model group.</param>
    /// <param name="partition">Topic and partition.</param>
    /// <param name="start">First offset to consume; null: wherever the log begins.</param>
    public void Start(string group, TopicPartition partition, long? start)
    {
        lock (_lock)
            _entries[partition] = new Entry(group, start);
    }

    /// <summary>No more records of the partition will be taken; it is released once the ones taken are settled and committed.</summary>
    public void Leave(TopicPartition partition)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(partition, out var entry))
                entry.IsLeaving = true;
        }
    }

    public void Take(TopicPartitionOffset place)
    {
        lock (_lock)
            _entries[place.TopicPartition].Take(place.Offset.Value);
    }

    public void Complete(TopicPartitionOffset place)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(place.TopicPartition, out var entry))
                entry.Watermark?.Complete(place.Offset.Value);
        }
    }

    /// <summary>Offsets that moved since they were last committed, by model group.</summary>
    public IReadOnlyList<(string Group, List<TopicPartitionOffset> Offsets)> ToCommit()
    {
        lock (_lock)
        {
            return _entries.Where(e => e.Value.Watermark is { } w && w.Watermark != e.Value.Committed)
                .GroupBy(e => e.Value.Group, StringComparer.Ordinal)
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
            var settled = _entries.Where(e => e.Value is { IsLeaving: true, IsSettled: true }).Select(e => e.Key).ToList();
            settled.ForEach(p => _entries.Remove(p));
            return settled.Count > 0;
        }
    }

    /// <summary>Partitions held, draining ones included.</summary>
    public IReadOnlyList<OwnedPartitions> Owned()
    {
        lock (_lock)
        {
            return _entries.GroupBy(e => e.Value.Group, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new OwnedPartitions(g.Key, g.Select(e => e.Key.Partition.Value).Order().ToArray()))
                .ToList();
        }
    }

    /// <summary>The watermark of each partition that is held; null until the first record where the log's beginning was not known.</summary>
    public IReadOnlyList<(string Group, TopicPartition Partition, long? Watermark)> Watermarks()
    {
        lock (_lock)
            return [.. _entries.Select(e => (e.Value.Group, e.Key, e.Value.Watermark?.Watermark))];
    }

    public bool IsHeld(TopicPartition partition)
    {
        lock (_lock)
            return _entries.ContainsKey(partition);
    }

    private sealed class Entry(string group, long? start)
    {
        public string Group => group;

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
