using Confluent.Kafka;
using Shepherd.GpuWorker.Offsets;

namespace Shepherd.GpuWorker.Intake;

/// <summary>
/// How many records of the owned partitions have no outcome yet, those included that Kafka still has. The ends are what the client heard with its last fetch, so that nobody is asked: of a paused partition, as it was then.
/// </summary>
/// <param name="tracker">Knows the watermarks.</param>
/// <param name="time">Clock of the pace.</param>
internal sealed class ConsumerLag(OffsetTracker tracker, TimeProvider time)
{
    /// <summary>As often as anybody scrapes, and too seldom to cost the intake anything: a look takes microseconds.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private volatile IReadOnlyList<PartitionLag> _view = [];
    private long _lookedAt = long.MinValue;

    /// <summary>As of the last look.</summary>
    public IReadOnlyList<PartitionLag> View => _view;

    /// <summary>Looks, when it is time to. On the intake thread.</summary>
    /// <param name="ends">What the client knows of a partition's beginning and end.</param>
    public void Look(Func<TopicPartition, WatermarkOffsets> ends)
    {
        if (_lookedAt != long.MinValue && time.GetElapsedTime(_lookedAt) < Pace)
            return;
        _lookedAt = time.GetTimestamp();
        var view = new List<PartitionLag>();
        foreach (var (group, partition, watermark) in tracker.Watermarks())
        {
            var (low, high) = ends(partition) is { } known ? (known.Low, known.High) : (Offset.Unset, Offset.Unset);
            // Nothing was fetched of it yet.
            if (high.IsSpecial || (watermark is null && low.IsSpecial))
                continue;
            view.Add(new PartitionLag(group, partition.Partition.Value, Math.Max(0, high.Value - (watermark ?? low.Value))));
        }

        _view = view;
    }
}

/// <summary>Records of a partition without an outcome.</summary>
/// <param name="Group">Its model group.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Records">How many.</param>
internal readonly record struct PartitionLag(string Group, int Partition, long Records);
