using Confluent.Kafka;
using Shepherd.GpuWorker.Offsets;

namespace Shepherd.GpuWorker.Tests.Offsets;

public class OffsetTrackerTests
{
    private static readonly TopicPartition Partition = new("requests", 3);
    private readonly OffsetTracker _tracker = new();

    [Fact]
    public void ToCommit_OutOfOrder_CommitsOnlyTheContiguousPart()
    {
        _tracker.Start("g", Partition, 10);
        Take(10, 11, 12);
        _tracker.Complete(At(12));
        Assert.Empty(_tracker.ToCommit());
        _tracker.Complete(At(10));
        Assert.Equal([At(11)], Assert.Single(_tracker.ToCommit()).Offsets);
        _tracker.Committed([At(11)]);
        Assert.Empty(_tracker.ToCommit());
    }

    [Fact]
    public void Take_LogCutBackBelowTheCommittedOffset_CommitsFromTheRecordsLeft()
    {
        _tracker.Start("g", Partition, 1000);
        Take(0, 1);
        Assert.Equal([At(0)], Assert.Single(_tracker.ToCommit()).Offsets);
        _tracker.Complete(At(0));
        Assert.Equal([At(1)], Assert.Single(_tracker.ToCommit()).Offsets);
        Assert.Throws<ArgumentException>(() => Take(0));
    }

    [Fact]
    public void ReleaseSettled_Leaving_WaitsForOutcomesAndCommit()
    {
        _tracker.Start("g", Partition, 0);
        Take(0);
        _tracker.Leave(Partition);
        Assert.False(_tracker.ReleaseSettled());
        _tracker.Complete(At(0));
        Assert.False(_tracker.ReleaseSettled());
        Assert.Equal([3], Assert.Single(_tracker.Owned()).Partitions);
        _tracker.Committed([At(1)]);
        Assert.True(_tracker.ReleaseSettled());
        Assert.Empty(_tracker.Owned());
        Assert.False(_tracker.IsHeld(Partition));
    }

    [Fact]
    public void ReleaseSettled_NothingTaken_ReleasesAtOnceAndCommitsNothing()
    {
        _tracker.Start("g", Partition, null);
        Assert.Empty(_tracker.ToCommit());
        _tracker.Leave(Partition);
        Assert.True(_tracker.ReleaseSettled());
    }

    [Fact]
    public void Complete_AfterRelease_IsIgnored()
    {
        _tracker.Complete(At(5));
        Assert.Empty(_tracker.ToCommit());
    }

    private static TopicPartitionOffset At(long offset) => new(Partition, offset);

    private void Take(params long[] offsets)
    {
        foreach (var offset in offsets)
            _tracker.Take(At(offset));
    }
}
