using Shepherd.Cli.Bench.Fleet;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Tests.Bench.Fleet;

public class OwnedOnceTests
{
    [Fact]
    public void Is_EachPartitionOnce_True() => Assert.True(OwnedOnce.Is([Beat("a", 0, 1), Beat("b", 2)], 3, _ => true));

    [Fact]
    public void Is_OneTwice_False() => Assert.False(OwnedOnce.Is([Beat("a", 0, 1), Beat("b", 1)], 2, _ => true));

    [Fact]
    public void Is_OneMissing_False() => Assert.False(OwnedOnce.Is([Beat("a", 0, 1)], 3, _ => true));

    [Fact]
    public void Is_DeadOwner_DoesNotCount()
    {
        Assert.False(OwnedOnce.Is([Beat("a", 0), Beat("b", 1)], 2, w => w != "a"));
        Assert.True(OwnedOnce.Is([Beat("a", 0), Beat("b", 0, 1)], 2, w => w != "a"));
    }

    private static WorkerHeartbeat Beat(string worker, params int[] partitions) =>
        new(worker, 1, default, WorkerState.Ready, default, [], [], [new OwnedPartitions("g", partitions)], 0, 0);
}
