using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Plans;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;

namespace Shepherd.Planner.Tests.Plans;

public class PlanStepTests
{
    private static readonly GroupPartitions[] Groups = [new("g", 4)];
    private static readonly Epoch First = new(1, 1);
    private readonly ManualClock _clock = new();
    private readonly ClusterView _view;

    public PlanStepTests()
    {
        _view = new ClusterView(TimeSpan.FromSeconds(3), _clock);
        _view.CaughtUp();
    }

    [Fact]
    public void Next_NoWorkers_IsNothing() => Assert.Null(PlanStep.Next(null, _view.Snapshot(), Groups));

    [Fact]
    public void Next_FirstWorker_TakesAll()
    {
        _view.OnHeartbeat(Beats.Of("a"));
        var next = PlanStep.Next(null, _view.Snapshot(), Groups)!;
        Assert.Equal([0, 1, 2, 3], Assert.Single(next.Assignments).Partitions);
        Assert.Equal("a joined", next.Reason);
    }

    [Fact]
    public void Next_WorkerBehindTheRunningPlan_Waits()
    {
        _view.OnHeartbeat(Beats.Of("a"));
        _view.OnHeartbeat(Beats.Of("b"));
        Assert.Null(PlanStep.Next(Beats.Plan(First, new PlanAssignment("a", "g", [0, 1, 2, 3])), _view.Snapshot(), Groups));
    }

    [Fact]
    public void Next_SecondWorkerJoins_RevokesFirstAndGrantsOnceReleased()
    {
        var running = Beats.Plan(First, new PlanAssignment("a", "g", [0, 1, 2, 3]));
        _view.OnHeartbeat(Beats.Of("a", owned: [0, 1, 2, 3], epoch: First));
        _view.OnHeartbeat(Beats.Of("b", epoch: First));
        var revoke = PlanStep.Next(running, _view.Snapshot(), Groups)!;
        Assert.Equal([0, 1], Assert.Single(revoke.Assignments).Partitions);

        var second = Beats.Plan(new Epoch(1, 2), [.. revoke.Assignments]);
        _view.OnHeartbeat(Beats.Of("a", owned: [0, 1, 3], epoch: second.Epoch));
        _view.OnHeartbeat(Beats.Of("b", epoch: second.Epoch));
        var grant = PlanStep.Next(second, _view.Snapshot(), Groups)!;
        Assert.Equal([2], grant.Assignments.Single(a => a.Worker == "b").Partitions);

        var third = Beats.Plan(new Epoch(1, 3), [.. grant.Assignments]);
        _view.OnHeartbeat(Beats.Of("a", owned: [0, 1], epoch: third.Epoch));
        _view.OnHeartbeat(Beats.Of("b", owned: [2], epoch: third.Epoch));
        var last = PlanStep.Next(third, _view.Snapshot(), Groups)!;
        Assert.Equal([2, 3], last.Assignments.Single(a => a.Worker == "b").Partitions);
        Assert.Equal("released partitions go to their new owners", last.Reason);
    }

    [Fact]
    public void Next_WorkerLost_GivesItsPartitionsToTheOther()
    {
        var running = Beats.Plan(First, new PlanAssignment("a", "g", [0, 1]), new PlanAssignment("b", "g", [2, 3]));
        _view.OnHeartbeat(Beats.Of("a", owned: [0, 1], epoch: First));
        _clock.Advance(TimeSpan.FromSeconds(2));
        _view.OnHeartbeat(Beats.Of("b", owned: [2, 3], epoch: First));
        _clock.Advance(TimeSpan.FromSeconds(2));
        var next = PlanStep.Next(running, _view.Snapshot(), Groups)!;
        Assert.Equal([0, 1, 2, 3], Assert.Single(next.Assignments).Partitions);
        Assert.Equal("lost a", next.Reason);
    }

    [Fact]
    public void Next_WorkerLostWhileAnotherStarts_DoesNotWaitForTheStart()
    {
        var running = Beats.Plan(First, new PlanAssignment("a", "g", [0, 1]), new PlanAssignment("b", "g", [2, 3]));
        _view.OnHeartbeat(Beats.Of("a", state: WorkerState.Starting));
        _view.OnHeartbeat(Beats.Of("b", owned: [2, 3], epoch: First));
        _view.OnHeartbeat(Beats.Of("c", state: WorkerState.Starting));
        var next = PlanStep.Next(running, _view.Snapshot(), Groups)!;
        Assert.Equal(("b", 4), (Assert.Single(next.Assignments).Worker, next.Assignments[0].Partitions.Length));
    }

    [Fact]
    public void Next_NobodyHeard_IsNothing()
    {
        var running = Beats.Plan(First, new PlanAssignment("a", "g", [0, 1, 2, 3]));
        _view.OnHeartbeat(Beats.Of("a", owned: [0, 1, 2, 3], epoch: First));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(PlanStep.Next(running, _view.Snapshot(), Groups));
    }

    [Fact]
    public void Next_NothingChanged_IsNothing()
    {
        var running = Beats.Plan(First, new PlanAssignment("a", "g", [0, 1, 2, 3]));
        _view.OnHeartbeat(Beats.Of("a", owned: [0, 1, 2, 3], epoch: First));
        Assert.Null(PlanStep.Next(running, _view.Snapshot(), Groups));
    }

    [Fact]
    public void Next_RoomForTwo_OneLeadsAndOwnsAllAndTheOtherFollows()
    {
        _view.OnHeartbeat(Peer("a"));
        _view.OnHeartbeat(Peer("b"));
        var next = PlanStep.Next(null, _view.Snapshot(), Groups, servingGroupDevices: 2)!;
        Assert.Equal("a", Assert.Single(next.Assignments).Worker);
        var group = Assert.Single(next.ServingGroups);
        Assert.Equal(("a", default(Epoch)), (group.Lead, group.Since));
        Assert.Equal(new ServingPeer("b", "b:1"), Assert.Single(group.Peers));
        Assert.Contains("a leads b", next.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_NothingChanged_IsNothingAndKeepsTheEpochOfTheLead()
    {
        var running = Led(First, "a", "b");
        _view.OnHeartbeat(Peer("a", [0, 1, 2, 3], First));
        _view.OnHeartbeat(Peer("b", epoch: First));
        Assert.Null(PlanStep.Next(running, _view.Snapshot(), Groups, servingGroupDevices: 3));

        _view.OnHeartbeat(Peer("c", epoch: First));
        var next = PlanStep.Next(running, _view.Snapshot(), Groups, servingGroupDevices: 3)!;
        Assert.Equal(First, Assert.Single(next.ServingGroups).Since);
        Assert.Equal(["b", "c"], next.ServingGroups[0].Peers.Select(p => p.Worker));
        Assert.Equal("a", Assert.Single(next.Assignments).Worker);
    }

    [Fact]
    public void Next_LeadLost_APeerLeadsAndOwnsAllUnderANewEpoch()
    {
        var running = Led(First, "a", "b", "c");
        _view.OnHeartbeat(Peer("a", [0, 1, 2, 3], First));
        _clock.Advance(TimeSpan.FromSeconds(2));
        _view.OnHeartbeat(Peer("b", epoch: First));
        _view.OnHeartbeat(Peer("c", epoch: First));
        _clock.Advance(TimeSpan.FromSeconds(2));
        var next = PlanStep.Next(running, _view.Snapshot(), Groups, servingGroupDevices: 3)!;
        Assert.Equal(("b", default(Epoch)), (next.ServingGroups[0].Lead, next.ServingGroups[0].Since));
        Assert.Equal("c", Assert.Single(next.ServingGroups[0].Peers).Worker);
        Assert.Equal("b", Assert.Single(next.Assignments).Worker);
        Assert.Equal("lost a; b leads c", next.Reason);
    }

    [Fact]
    public void Next_LeadDrains_KeepsItsPeersUntilItHasReleasedAll()
    {
        var running = Led(First, "a", "b");
        _view.OnHeartbeat(Peer("a", [0, 1], First, WorkerState.Draining));
        _view.OnHeartbeat(Peer("b", epoch: First));
        var next = PlanStep.Next(running, _view.Snapshot(), Groups, servingGroupDevices: 2)!;
        Assert.Equal(("a", First), (next.ServingGroups[0].Lead, next.ServingGroups[0].Since));
        Assert.DoesNotContain(next.Assignments, a => a.Worker == "b");

        var second = Beats.Plan(new Epoch(1, 2), [.. next.Assignments]) with { ServingGroups = next.ServingGroups };
        _view.OnHeartbeat(Peer("a", null, second.Epoch, WorkerState.Draining));
        _view.OnHeartbeat(Peer("b", epoch: second.Epoch));
        var last = PlanStep.Next(second, _view.Snapshot(), Groups, servingGroupDevices: 2)!;
        Assert.Empty(last.ServingGroups);
        Assert.Equal([0, 1, 2, 3], Assert.Single(last.Assignments, a => a.Worker == "b").Partitions);
    }

    private static PlanRecord Led(Epoch epoch, string lead, params string[] peers) =>
        Beats.Plan(epoch, new PlanAssignment(lead, "g", [0, 1, 2, 3])) with { ServingGroups = [new ServingGroup(lead, epoch, [.. peers.Select(p => new ServingPeer(p, $"{p}:1"))])] };

    private static WorkerHeartbeat Peer(string worker, int[]? owned = null, Epoch epoch = default, WorkerState state = WorkerState.Ready) =>
        Beats.Of(worker, owned, state, epoch) with { PeerAddress = $"{worker}:1" };
}
