using Confluent.Kafka;
using Shepherd.GpuWorker.Offsets;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

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
        Assert.Equal([At(11)], Assert.Single(_tracker.ToCommit(withUnmoved: true)).Offsets);
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
    public void Lose_WithOutcomesToCommit_CommitsAndOwnsNothingOfIt()
    {
        var holding = _tracker.Start("g", Partition, 0, new Epoch(3, 1));
        Take(0, 1);
        _tracker.Complete(At(0));
        Assert.Equal(new Epoch(3, 1), holding.Epoch);

        Assert.Equal(0, _tracker.Lose(h => h.Group == "other"));
        Assert.Equal(1, _tracker.Lose(h => h.Place == Partition));
        Assert.Equal(0, _tracker.Lose(_ => true));

        Assert.True(holding.IsLost);
        Assert.Empty(_tracker.ToCommit());
        Assert.Empty(_tracker.Owned());
        // Until the intake has let go of it nobody starts it anew.
        Assert.True(_tracker.IsHeld(Partition));
        _tracker.Leave(Partition);
        Assert.False(_tracker.IsHeld(Partition));
        Assert.Empty(_tracker.Released());
    }

    [Fact]
    public void Lose_PartitionThatLeaves_IsForgottenAndMayStartAnew()
    {
        var holding = _tracker.Start("g", Partition, 0, new Epoch(3, 1));
        Take(0);
        _tracker.Leave(Partition);
        Assert.Equal(1, _tracker.Lose(_ => true));
        Assert.True(holding.IsLost);
        Assert.False(_tracker.IsHeld(Partition));
    }

    [Fact]
    public void GiveUpTo_StartedUnderAnOlderPlanAfterwards_IsLostFromTheBeginning()
    {
        var held = _tracker.Start("g", Partition, 0, new Epoch(3, 1));
        _tracker.GiveUpTo(new Epoch(3, 2));
        Assert.True(held.IsLost);
        _tracker.Leave(Partition);
        Assert.True(_tracker.Start("g", Partition, 0, new Epoch(3, 2)).IsLost);
        Assert.Empty(_tracker.Owned());
        _tracker.Leave(Partition);
        Assert.False(_tracker.Start("g", Partition, 0, new Epoch(3, 3)).IsLost);
    }

    [Fact]
    public void Released_OverPlans_IsToldUntilTheSecondPlanAfterIt()
    {
        _tracker.Start("g", Partition, 7);
        _tracker.Leave(Partition);
        Assert.True(_tracker.ReleaseSettled());
        Assert.Equal([new ReleasedPartition("g", 3, 7)], _tracker.Released());
        _tracker.Followed();
        Assert.Equal([new ReleasedPartition("g", 3, 7)], _tracker.Released());
        _tracker.Followed();
        Assert.Empty(_tracker.Released());
    }

    [Fact]
    public void Released_PartitionComesBack_IsToldNoMore()
    {
        _tracker.Start("g", Partition, null);
        _tracker.Leave(Partition);
        _tracker.ReleaseSettled();
        Assert.Equal(-1, Assert.Single(_tracker.Released()).Offset);
        _tracker.Start("g", Partition, 0);
        Assert.Empty(_tracker.Released());
    }

    [Fact]
    public void Settled_LastRecordOfALeavingPartition_IsToldAtOnce()
    {
        var told = 0;
        _tracker.Settled = () => told++;
        _tracker.Start("g", Partition, 0);
        Take(0, 1);
        _tracker.Complete(At(0));
        Assert.Equal(0, told);
        _tracker.Leave(Partition);
        Assert.Equal(1, told);
        _tracker.Complete(At(1));
        Assert.Equal(2, told);
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
