using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Targets;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;

namespace Shepherd.Planner.Tests.Targets;

public sealed class PacedTargetsTests
{
    private static readonly TimeSpan Step = PacedTargets.Window / 100;
    private readonly ManualClock _time = new();
    private readonly Inner _inner = new();
    private readonly PacedTargets _targets;

    public PacedTargetsTests() => _targets = new PacedTargets(_inner, _time);

    [Fact]
    public void Next_FortyWorkersJoinWithinAWindow_IsOneLookThatSeesThemAll()
    {
        for (var workers = 1; workers <= 40; workers++)
        {
            Look(Joined(workers));
            _time.Advance(Step);
        }

        Assert.Empty(_inner.Seen);
        _time.Advance(PacedTargets.Window);
        Look(Joined(40));
        Look(Joined(40));
        Assert.Equal([40, 40], _inner.Seen);
    }

    [Fact]
    public void Next_WorkersJoinOverAndOver_AreLookedAtAWindowAfterTheFirst()
    {
        for (var workers = 1; _inner.Seen.Count < 3; workers++)
        {
            Look(Joined(workers));
            _time.Advance(Step);
        }

        Assert.Equal([101, 202, 303], _inner.Seen);
    }

    [Fact]
    public void Next_OwnerIsLostOrEnds_IsLookedAtAtOnce()
    {
        Settle(Joined(2));
        var running = Plan("w1", "w2");
        // One more joined with it: it is seen in the same look.
        Look(Offered(["w1", "w3"]), running);
        Assert.Equal([2], _inner.Seen);
    }

    [Fact]
    public void Next_PeerOfALeadIsLost_IsLookedAtAtOnce()
    {
        Settle(Joined(1));
        var running = Plan("w1") with { ServingGroups = [new ServingGroup("w1", new Epoch(1, 1), [new ServingPeer("w2", "h:1")])] };
        Look(Offered(["w1"]), running);
        Assert.Equal([1], _inner.Seen);
    }

    [Fact]
    public void Next_OperatorWishes_IsLookedAtAtOnce()
    {
        Settle(Joined(1));
        _targets.Next(new TargetInputs(Plan("w1"), Offered(["w1", "w2"]), [], []) { Wish = new PlanWish("replan") });
        _targets.Next(new TargetInputs(Plan("w1"), Offered(["w1", "w2", "w3"]), [], [new Directive(DirectiveKind.Cordon, "w1", default)]));
        Assert.Equal([2, 3], _inner.Seen);
    }

    [Fact]
    public void Next_NothingNew_IsPassedOn()
    {
        Settle(Joined(1));
        Look(Joined(1), Plan("w1"));
        Assert.Equal([1], _inner.Seen);
    }

    private void Look(ClusterSnapshot cluster, PlanRecord? running = null) => _targets.Next(new TargetInputs(running, cluster, [new GroupPartitions("g", 4)], []));

    private void Settle(ClusterSnapshot cluster)
    {
        Look(cluster);
        _time.Advance(PacedTargets.Window);
        Look(cluster);
        _inner.Seen.Clear();
    }

    private static ClusterSnapshot Joined(int workers) => Offered([.. Enumerable.Range(1, workers).Select(w => $"w{w}")]);

    private static ClusterSnapshot Offered(string[] workers) => new(true, [.. workers.Select(w => new WorkerOffer(w, ["g"]))], [], new Dictionary<string, Epoch>());

    private static PlanRecord Plan(params string[] owners) => Beats.Plan(new Epoch(1, 1), [.. owners.Select((w, i) => new PlanAssignment(w, "g", [i]))]);

    private sealed class Inner : ITargetPlanner
    {
        public List<int> Seen { get; } = [];

        public TargetPlan? Next(TargetInputs inputs)
        {
            Seen.Add(inputs.Cluster.Offers.Count);
            return null;
        }
    }
}
