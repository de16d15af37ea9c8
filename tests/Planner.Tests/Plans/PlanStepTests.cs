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
        var next = PlanStep.Next(null, _view.Snapshot(), Groups)!.Value;
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
        var revoke = PlanStep.Next(running, _view.Snapshot(), Groups)!.Value;
        Assert.Equal([0, 1], Assert.Single(revoke.Assignments).Partitions);

        var second = Beats.Plan(new Epoch(1, 2), [.. revoke.Assignments]);
        _view.OnHeartbeat(Beats.Of("a", owned: [0, 1, 3], epoch: second.Epoch));
        _view.OnHeartbeat(Beats.Of("b", epoch: second.Epoch));
        var grant = PlanStep.Next(second, _view.Snapshot(), Groups)!.Value;
        Assert.Equal([2], grant.Assignments.Single(a => a.Worker == "b").Partitions);

        var third = Beats.Plan(new Epoch(1, 3), [.. grant.Assignments]);
        _view.OnHeartbeat(Beats.Of("a", owned: [0, 1], epoch: third.Epoch));
        _view.OnHeartbeat(Beats.Of("b", owned: [2], epoch: third.Epoch));
        var last = PlanStep.Next(third, _view.Snapshot(), Groups)!.Value;
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
        var next = PlanStep.Next(running, _view.Snapshot(), Groups)!.Value;
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
        var next = PlanStep.Next(running, _view.Snapshot(), Groups)!.Value;
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
}
