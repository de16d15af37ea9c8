using Shepherd.Core.Herd;

namespace Shepherd.Core.Tests.Herd;

public class SpreadPlannerTests
{
    private static readonly GroupPartitions[] Groups = [new("g", 16), new("h", 5)];

    [Fact]
    public void Target_TwoWorkers_SpreadsEvenly()
    {
        var plan = SpreadPlanner.Target(Groups, Offers("a", "b"), []);
        Assert.Equal(8, plan.Count(o => o is { Worker: "a", Group: "g" }));
        Assert.Equal(8, plan.Count(o => o is { Worker: "b", Group: "g" }));
        Assert.Equal(5, plan.Count(o => o.Group == "h"));
        Assert.Equal(plan.Count, plan.Select(o => (o.Group, o.Partition)).Distinct().Count());
    }

    [Fact]
    public void Target_InputsReordered_GivesTheSamePlan()
    {
        var plan = SpreadPlanner.Target(Groups, Offers("a", "b", "c"), []);
        Assert.Equal(plan, SpreadPlanner.Target(Groups.Reverse(), Offers("c", "b", "a"), []));
    }

    [Fact]
    public void Target_WorkerJoins_MovesOnlyItsShare()
    {
        var before = SpreadPlanner.Target(Groups, Offers("a", "b"), []);
        var after = SpreadPlanner.Target(Groups, Offers("a", "b", "c"), before);
        Assert.Equal(11, after.Count(o => o.Group == "g" && before.Contains(o)));
        Assert.Equal(5, after.Count(o => o is { Worker: "c", Group: "g" }));
        Assert.Equal(16, after.Count(o => o.Group == "g"));
        Assert.Equal(after, SpreadPlanner.Target(Groups, Offers("a", "b", "c"), after));
    }

    [Fact]
    public void Target_WorkerGone_GivesItsPartitionsToTheOthers()
    {
        var before = SpreadPlanner.Target(Groups, Offers("a", "b"), []);
        var after = SpreadPlanner.Target(Groups, Offers("b"), before.Where(o => o.Worker == "b"));
        Assert.Equal(21, after.Count);
        Assert.All(after, o => Assert.Equal("b", o.Worker));
    }

    [Fact]
    public void Target_GroupNobodyServes_IsAbsent() =>
        Assert.Empty(SpreadPlanner.Target([new("x", 4)], Offers("a"), []));

    [Fact]
    public void Target_GroupThatNobodyHasWarm_GoesWholeToTheWorkerWithTheFewestGroups()
    {
        WorkerOffer[] offers = [new("a", ["h"]) { ColdGroups = ["g"] }, new("b", []) { ColdGroups = ["g"] }, new("c", []) { RefusedGroups = ["g"] }];
        GroupPartitions[] groups = [new("e", 1), new("g", 16), new("h", 5)];
        var plan = SpreadPlanner.Target(groups, [.. offers, new("a0", []) { RefusedGroups = ["e"] }], []);
        Assert.Equal([("a0", "e", 1), ("a", "g", 16), ("a", "h", 5)], plan.GroupBy(o => (o.Worker, o.Group)).Select(g => (g.Key.Worker, g.Key.Group, g.Count())));
    }

    [Fact]
    public void Target_ColdGroupIsHeld_StaysThereUntilSomebodyHasItWarm()
    {
        var held = Enumerable.Range(0, 16).Select(p => new Ownership("b", "g", p)).ToList();
        WorkerOffer a = new("a", []) { ColdGroups = ["g"] }, b = new("b", []) { ColdGroups = ["g"] };
        Assert.All(SpreadPlanner.Target(Groups[..1], [a, b], held), o => Assert.Equal("b", o.Worker));
        Assert.Equal(8, SpreadPlanner.Target(Groups[..1], [new("a", ["g"]), new("b", ["g"])], held).Count(o => o.Worker == "b"));
        // One that has to refuse it gives it to another.
        WorkerOffer refusing = new("b", []) { RefusedGroups = ["g"] };
        Assert.Equal(16, SpreadPlanner.Target(Groups[..1], [a, refusing], held).Count(o => o.Worker == "a"));
    }

    private static IEnumerable<WorkerOffer> Offers(params string[] names) => names.Select(n => new WorkerOffer(n, ["g", "h"]));
}
