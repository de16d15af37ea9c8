using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Tests.Plans;

public class PlanStepTests
{
    private static readonly int[] All = [0, 1, 2, 3];
    private readonly Steps _steps = new();

    [Fact]
    public void Next_NoWorkers_IsNothing() => Assert.Null(_steps.Next());

    [Fact]
    public void Next_FirstWorker_TakesAll()
    {
        _steps.Hear(Beats.Of("a"));
        var next = _steps.Next()!;
        Assert.Equal(All, Assert.Single(next.Assignments).Partitions);
        Assert.Equal("a joined; a gets 4 of g", next.Reason);
    }

    [Fact]
    public void Next_SecondWorkerJoins_RevokesFirstAndGrantsEachOnceReleased()
    {
        var first = Serve("a");
        _steps.Hear(Beats.Of("b", epoch: first.Epoch));
        var revoke = _steps.Publish();
        Assert.Equal([0, 1], Assert.Single(revoke.Assignments).Partitions);
        Assert.Equal([2, 3], revoke.Target.Single(t => t.Worker == "b").Partitions);
        Assert.Null(_steps.Next());

        _steps.Hear(Beats.Of("a", owned: [0, 1, 3], epoch: revoke.Epoch));
        var grant = _steps.Publish();
        Assert.Equal([2], grant.Assignments.Single(a => a.Worker == "b").Partitions);
        Assert.Equal("b gets 1 of g", grant.Reason);

        _steps.Hear(Beats.Of("a", owned: [0, 1], epoch: revoke.Epoch));
        Assert.Equal([2, 3], _steps.Publish().Assignments.Single(a => a.Worker == "b").Partitions);
    }

    [Fact]
    public void Next_JoinsCold_NothingIsTakenUntilItIsWarm()
    {
        var first = Serve("a");
        _steps.Hear(Beats.Of("b", epoch: first.Epoch) with { Groups = [], ColdGroups = ["g"] });
        Assert.Null(_steps.Next());
    }

    [Fact]
    public void Next_WorkerLost_GivesItsPartitionsToTheOther()
    {
        var first = Serve("a");
        _steps.Clock.Advance(TimeSpan.FromSeconds(2));
        _steps.Hear(Beats.Of("b", epoch: first.Epoch));
        _steps.Clock.Advance(TimeSpan.FromSeconds(2));
        var next = _steps.Next()!;
        Assert.Equal(("b", 4), (Assert.Single(next.Assignments).Worker, next.Assignments[0].Partitions.Length));
        Assert.StartsWith("lost a; b joined", next.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_WorkerRestarts_IsWaitedForUntilItHasReadThatItHasNothing()
    {
        var first = Serve("a");
        _steps.Hear(Beats.Of("b", epoch: first.Epoch), Beats.Of("a", state: WorkerState.Starting));
        var revoke = _steps.Publish();
        Assert.Empty(revoke.Assignments);
        Assert.Null(_steps.Next());
        _steps.Hear(Beats.Of("a", state: WorkerState.Starting, epoch: revoke.Epoch));
        Assert.Equal(("b", 4), (Assert.Single(_steps.Next()!.Assignments).Worker, _steps.Next()!.Assignments[0].Partitions.Length));
    }

    [Fact]
    public void Next_NobodyHeard_IsNothing()
    {
        Serve("a");
        _steps.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_steps.Next());
    }

    [Fact]
    public void Next_NothingChanged_IsNothing()
    {
        Serve("a");
        Assert.Null(_steps.Next());
    }

    [Fact]
    public void Next_AnotherPlannerLeads_SaysTheRunningPlanInItsOwnTerm()
    {
        Serve("a");
        _steps.Term = 2;
        var next = _steps.Next()!;
        Assert.Equal("a new planner leads", next.Reason);
        Assert.Equal(All, Assert.Single(next.Assignments).Partitions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ToMap_EmptyTarget_IsForNobodyOnlyWhereThePlanSaysSo(bool hasTarget)
    {
        var running = Beats.Plan(new Epoch(1, 1), new PlanAssignment("a", "g", All)) with { HasTarget = hasTarget };
        _steps.View.OnPlan(ControlCodec.Decode<PlanRecord>(ControlCodec.Encode(running)));
        _steps.Hear(Beats.Of("a", owned: All, epoch: running.Epoch));

        var step = _steps.View.NextStep(Planner.Plans.PlanStep.ToMap(null, _steps.View.Plan), (_, _) => true);

        Assert.Equal(hasTarget ? 0 : 4, step.Assigned.Count);
        Assert.Equal(hasTarget, step.IsPlanNeeded);
        Assert.Equal(hasTarget, Planner.Plans.PlanStep.Next(_steps.View.Plan, 1, null, step, []) is { Target.Count: 0 });
    }

    [Fact]
    public void Next_DirectiveIsNew_IsInThePlan()
    {
        Serve("a");
        _steps.Directives = [new Directive(DirectiveKind.Cordon, "a", DateTimeOffset.UnixEpoch)];
        Assert.Equal("an operator's wish", _steps.Publish().Reason);
        Assert.Null(_steps.Next());
    }

    [Fact]
    public void Next_OwnerLostAndTheOtherCordoned_IsNotGivenAgainstTheWish()
    {
        var first = Serve("a");
        _steps.Directives = [new Directive(DirectiveKind.Cordon, "b", DateTimeOffset.UnixEpoch)];
        _steps.Publish();
        _steps.Hear(Beats.Of("b", epoch: first.Epoch) with { Groups = ["g"] });
        var step = _steps.View.NextStep(new Dictionary<Core.HandOver.GroupPartition, string> { [new("g", 0)] = "c" }, Planner.Plans.SpareRule.Of(_steps.View.Plan, _steps.Directives));
        Assert.Equal("a", step.Assigned[new("g", 0)]);
    }

    /// <summary>One worker that has all and serves it.</summary>
    private PlanRecord Serve(string worker)
    {
        _steps.Hear(Beats.Of(worker));
        var plan = _steps.Publish();
        _steps.Hear(Beats.Of(worker, owned: All, epoch: plan.Epoch));
        return plan;
    }
}
