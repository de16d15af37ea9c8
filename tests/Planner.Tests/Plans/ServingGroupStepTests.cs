using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Tests.Plans;

public class ServingGroupStepTests
{
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    public void Next_RoomForTwo_OneLeadsAndOwnsAllAndTheOtherFollows()
    {
        var steps = new Steps(servingGroupDevices: 2);
        steps.Hear(Peer("a"), Peer("b"));
        var next = steps.Next()!;
        Assert.Equal("a", Assert.Single(next.Assignments).Worker);
        var group = Assert.Single(next.ServingGroups);
        Assert.Equal(("a", default(Epoch)), (group.Lead, group.Since));
        Assert.Equal(new ServingPeer("b", "b:1"), Assert.Single(group.Peers));
        Assert.Contains("a leads b", next.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_ThirdJoins_KeepsTheEpochOfTheLead()
    {
        var (steps, first) = Lead("b");
        Assert.Null(steps.Next());
        steps.Hear(Peer("c", epoch: first.Epoch));
        var next = steps.Next()!;
        Assert.Equal(first.Epoch, Assert.Single(next.ServingGroups).Since);
        Assert.Equal(["b", "c"], next.ServingGroups[0].Peers.Select(p => p.Worker));
        Assert.Equal("a", Assert.Single(next.Assignments).Worker);
    }

    [Fact]
    public void Next_LeadLost_APeerLeadsAndOwnsAllUnderANewEpoch()
    {
        var (steps, first) = Lead("b", "c");
        steps.Clock.Advance(TimeSpan.FromSeconds(2));
        steps.Hear(Peer("b", epoch: first.Epoch), Peer("c", epoch: first.Epoch));
        steps.Clock.Advance(TimeSpan.FromSeconds(2));
        var next = steps.Next()!;
        Assert.Equal(("b", default(Epoch)), (next.ServingGroups[0].Lead, next.ServingGroups[0].Since));
        Assert.Equal("c", Assert.Single(next.ServingGroups[0].Peers).Worker);
        Assert.Equal("b", Assert.Single(next.Assignments).Worker);
        Assert.StartsWith("lost a; b leads c", next.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_LeadDrains_KeepsItsPeersUntilItHasReleasedAll()
    {
        var (steps, first) = Lead("b");
        steps.Hear(Peer("a", [0, 1], first.Epoch, WorkerState.Draining));
        var revoke = steps.Publish();
        Assert.Equal(("a", first.Epoch), (revoke.ServingGroups[0].Lead, revoke.ServingGroups[0].Since));
        Assert.DoesNotContain(revoke.Assignments, a => a.Worker == "b");

        steps.Hear(Peer("a", null, revoke.Epoch, WorkerState.Draining), Peer("b", epoch: revoke.Epoch));
        var last = steps.Next()!;
        Assert.Empty(last.ServingGroups);
        Assert.Equal(All, Assert.Single(last.Assignments, a => a.Worker == "b").Partitions);
    }

    private static (Steps Steps, PlanRecord Plan) Lead(params string[] peers)
    {
        var steps = new Steps(servingGroupDevices: 3);
        steps.Hear([Peer("a"), .. peers.Select(p => Peer(p))]);
        var plan = steps.Publish();
        steps.Hear([Peer("a", All, plan.Epoch), .. peers.Select(p => Peer(p, epoch: plan.Epoch))]);
        return (steps, plan);
    }

    private static WorkerHeartbeat Peer(string worker, int[]? owned = null, Epoch epoch = default, WorkerState state = WorkerState.Ready) =>
        Beats.Of(worker, owned, state, epoch) with { PeerAddress = $"{worker}:1" };
}
