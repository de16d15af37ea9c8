using Shepherd.Core.HandOver;

namespace Shepherd.Core.Tests.HandOver;

public class HandOverPlannerTests
{
    private static readonly PlanEpoch First = new(1, 1);
    private static readonly PlanEpoch Second = new(1, 2);
    private static readonly GroupPartition P = new("g", 0);
    private readonly OwnerHistory _history = new();

    public HandOverPlannerTests() => _history.Follow(First, [new(P, "a")]);

    [Fact]
    public void Next_TargetCold_OwnerServesOn()
    {
        var step = Next("b", Worker("a", First, owns: true), Worker("b", First, isWarm: false));
        Assert.False(step.IsPlanNeeded);
        Assert.Equal(new PartitionPhase(P, HandOverPhase.Preparing, HandOverReason.TargetCold, "a", "b"), Assert.Single(step.Phases));
        Assert.Equal("a", step.Assigned[P]);
    }

    [Fact]
    public void Next_TargetWarm_RevokesThenWaitsForReleaseThenAssigns()
    {
        var revoke = Next("b", Worker("a", First, owns: true), Worker("b", First));
        Assert.True(revoke.IsPlanNeeded);
        Assert.Empty(revoke.Assigned);

        _history.Follow(Second, []);
        var unread = Next("b", Worker("a", First), Worker("b", Second));
        Assert.Equal((HandOverPhase.Revoking, HandOverReason.NotFollowed, "a"), Of(unread));
        var draining = Next("b", Worker("a", Second, owns: true), Worker("b", First));
        Assert.Equal((HandOverPhase.Revoking, HandOverReason.Held, "a"), Of(draining));
        Assert.False(draining.IsPlanNeeded);

        var assign = Next("b", Worker("a", Second), Worker("b", First));
        Assert.Equal("b", assign.Assigned[P]);
        Assert.True(assign.IsPlanNeeded);
    }

    [Fact]
    public void Next_OwnerGone_GoesToTheTargetOrWhoeverIsWarmAtOnce()
    {
        Assert.Equal("b", Next("b", Worker("b", default)).Assigned[P]);
        Assert.Equal("c", Next("b", Worker("b", default, isWarm: false), Worker("c", default)).Assigned[P]);
        Assert.Equal("b", Next("b", Worker("b", default, isWarm: false)).Assigned[P]);
        Assert.Equal("c", Next("a", Worker("c", default)).Assigned[P]);
    }

    [Fact]
    public void Next_OwnerGoneAndNobodyThere_PlanStands()
    {
        var step = Next("a");
        Assert.False(step.IsPlanNeeded);
        Assert.Equal("a", step.Assigned[P]);
    }

    [Fact]
    public void Next_OwnerUnheard_KeepsItUntilItIsProvenSilent()
    {
        var step = Next("b", Worker("a", default, life: WorkerLife.Unheard, isWarm: false), Worker("b", First, isWarm: false));
        Assert.Equal("a", step.Assigned[P]);
        Assert.False(step.IsPlanNeeded);
    }

    [Fact]
    public void Next_OwnerBeganAnew_PlanIsRenewedOnceItFollows()
    {
        Assert.False(Next("a", Worker("a", default)).IsPlanNeeded);
        Assert.False(Next("a", Worker("a", First, isWarm: false)).IsPlanNeeded);
        var step = Next("a", Worker("a", First));
        Assert.True(step.IsPlanNeeded);
        Assert.Equal(HandOverReason.Renewed, step.Phases[0].Reason);
        Assert.Equal("a", step.Assigned[P]);
    }

    [Fact]
    public void Next_OwnerLapsedWhileTheTargetLoads_PlanIsRenewedForTheOwner()
    {
        var step = Next("b", Worker("a", First), Worker("b", First, isWarm: false));
        Assert.True(step.IsPlanNeeded);
        Assert.Equal("a", step.Assigned[P]);
        Assert.Equal(new PartitionPhase(P, HandOverPhase.Preparing, HandOverReason.Renewed, "a", "b"), Assert.Single(step.Phases));
        // The same where nobody knows the target's owner.
        Assert.True(Next("b", Worker("a", First)).IsPlanNeeded);
        Assert.False(Next("b", Worker("a", default), Worker("b", First, isWarm: false)).IsPlanNeeded);
    }

    [Fact]
    public void Next_OwnerEnds_RevokesForWhoeverIsWarm()
    {
        var step = Next("b", Worker("a", First, owns: true, life: WorkerLife.Draining), Worker("b", First, isWarm: false), Worker("c", First));
        Assert.Empty(step.Assigned);
        Assert.Equal("c", step.Phases[0].To);
    }

    [Fact]
    public void Next_NobodyIsToOwnIt_IsTakenAndStaysWithNobody()
    {
        Assert.Empty(HandOverPlanner.Next(_history, Target(null), [Worker("a", First, owns: true)]).Assigned);
        _history.Follow(Second, []);
        var step = HandOverPlanner.Next(_history, Target(null), [Worker("a", Second)]);
        Assert.False(step.IsPlanNeeded);
        Assert.Empty(step.Assigned);
    }

    [Fact]
    public void Next_HistoryUnknown_WaitsForEverybodyToFollow()
    {
        var history = new OwnerHistory();
        history.Follow(Second, []);
        WorkerStatus[] behind = [Worker("b", Second), Worker("c", First)];
        Assert.Empty(HandOverPlanner.Next(history, Target("b"), behind).Assigned);
        Assert.Equal("b", HandOverPlanner.Next(history, Target("b"), [behind[0], Worker("c", Second)]).Assigned[P]);
    }

    [Fact]
    public void Next_SomebodyElseStillHoldsIt_IsNotGivenAway()
    {
        var step = Next("b", Worker("b", First), Worker("c", First, owns: true));
        Assert.Equal("a", step.Assigned[P]);
        Assert.Equal((HandOverPhase.Revoking, HandOverReason.Held, "c"), Of(step));
    }

    private static (HandOverPhase Phase, HandOverReason Reason, string? From) Of(HandOverStep step) => (step.Phases[0].Phase, step.Phases[0].Reason, step.Phases[0].From);

    private HandOverStep Next(string target, params WorkerStatus[] workers) => HandOverPlanner.Next(_history, Target(target), workers);

    private static Dictionary<GroupPartition, string> Target(string? worker) => worker is null ? [] : new() { [P] = worker };

    private static WorkerStatus Worker(string name, PlanEpoch followed, bool owns = false, bool isWarm = true, WorkerLife life = WorkerLife.Ready) => new(name, life, followed)
    {
        Warm = isWarm ? new HashSet<string> { "g" } : new HashSet<string>(),
        Spare = isWarm ? new HashSet<string> { "g" } : new HashSet<string>(),
        Owned = owns ? new HashSet<GroupPartition> { P } : new HashSet<GroupPartition>(),
    };
}
