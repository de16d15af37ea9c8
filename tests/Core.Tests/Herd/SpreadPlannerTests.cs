using Shepherd.Core.Herd;

namespace Shepherd.Core.Tests.Herd;

public class SpreadPlannerTests
{
    private static readonly GroupPartitions[] Groups = [new("g", 16), new("h", 5)];

    [Fact]
    public void Plan_TwoWorkers_SpreadsEvenly()
    {
        var plan = SpreadPlanner.Plan(Groups, Offers("a", "b"), []);
        Assert.Equal(8, plan.Count(o => o is { Worker: "a", Group: "g" }));
        Assert.Equal(8, plan.Count(o => o is { Worker: "b", Group: "g" }));
        Assert.Equal(5, plan.Count(o => o.Group == "h"));
        Assert.Equal(plan.Count, plan.Select(o => (o.Group, o.Partition)).Distinct().Count());
    }

    [Fact]
    public void Plan_InputsReordered_GivesTheSamePlan()
    {
        var plan = SpreadPlanner.Plan(Groups, Offers("a", "b", "c"), []);
        Assert.Equal(plan, SpreadPlanner.Plan(Groups.Reverse(), Offers("c", "b", "a"), []));
    }

    [Fact]
    public void Plan_WorkerJoins_MovesOnlyItsShareAndWithholdsItUntilReleased()
    {
        var before = SpreadPlanner.Plan(Groups, Offers("a", "b"), []);
        var during = SpreadPlanner.Plan(Groups, Offers("a", "b", "c"), before);
        Assert.All(during, o => Assert.Contains(o, before));
        Assert.Equal(11, during.Count(o => o.Group == "g"));
        var after = SpreadPlanner.Plan(Groups, Offers("a", "b", "c"), during);
        Assert.Equal(5, after.Count(o => o is { Worker: "c", Group: "g" }));
        Assert.Equal(16, after.Count(o => o.Group == "g"));
        Assert.All(during, o => Assert.Contains(o, after));
        Assert.Equal(after, SpreadPlanner.Plan(Groups, Offers("a", "b", "c"), after));
    }

    [Fact]
    public void Plan_WorkerGone_GivesItsPartitionsToTheOthers()
    {
        var before = SpreadPlanner.Plan(Groups, Offers("a", "b"), []);
        var after = SpreadPlanner.Plan(Groups, Offers("b"), before.Where(o => o.Worker == "b"));
        Assert.Equal(21, after.Count);
        Assert.All(after, o => Assert.Equal("b", o.Worker));
    }

    [Fact]
    public void Plan_HolderNoLongerOffers_WithholdsWhatItStillDrains()
    {
        var before = SpreadPlanner.Plan(Groups, Offers("a", "b"), []);
        var during = SpreadPlanner.Plan(Groups, Offers("b"), before);
        Assert.DoesNotContain(during, o => o.Worker == "a");
        Assert.Equal(before.Where(o => o.Worker == "b"), during);
    }

    [Fact]
    public void Plan_GroupNobodyServes_IsAbsent() =>
        Assert.Empty(SpreadPlanner.Plan([new("x", 4)], Offers("a"), []));

    private static IEnumerable<WorkerOffer> Offers(params string[] names) => names.Select(n => new WorkerOffer(n, ["g", "h"]));
}
