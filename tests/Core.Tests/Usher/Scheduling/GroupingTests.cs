using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Primitives;
using Shepherd.Core.Usher.Scheduling;

namespace Shepherd.Core.Tests.Usher.Scheduling;

public class GroupingTests
{
    [Fact]
    public void Of_FourModels_PairsThoseThatBalanceEachOther()
    {
        // 40 needs −39 first, then 10 and −12; together they are one group of four.
        Assert.Equal([[0, 2], [1, 3]], ModelGrouping.Of([40, 10, -39, -12], 2, usesClasses: true));
        Assert.Equal([[0, 1, 2, 3]], ModelGrouping.Of([40, 10, -39, -12], 4, usesClasses: true));
        Assert.Equal([[0, 1], [2, 3]], ModelGrouping.Of([40, 10, -39, -12], 2, usesClasses: false));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(256)]
    [InlineData(1001)]
    public void Of_AnyNumber_EachModelIsInOneGroupWithinTheLimit(int models)
    {
        var random = new SeededRandom(1);
        var groups = ModelGrouping.Of([.. Enumerable.Range(0, models).Select(_ => random.NextNormal())], 4, usesClasses: true);
        Assert.Equal(Enumerable.Range(0, models), groups.SelectMany(g => g).Order());
        Assert.All(groups, g => Assert.InRange(g.Count, 1, 4));
        Assert.InRange(groups.Count, models / 4, (models / 4) + 2);
    }

    [Fact]
    public void Of_ManyModels_GroupsBalanceNearlyAsWellAsPairwise()
    {
        var random = new SeededRandom(2);
        double[] surplus = [.. Enumerable.Range(0, 1000).Select(_ => random.NextNormal())];
        var mean = ModelGrouping.Of(surplus, 4, usesClasses: true).Average(g => Math.Abs(g.Sum(i => surplus[i])));
        Assert.InRange(mean, 0, 0.2);
    }

    [Theory]
    [InlineData(12, 10, NeedClass.ComputeHeavy)]
    [InlineData(11.9, 10, NeedClass.Balanced)]
    [InlineData(10, 12, NeedClass.MemoryHeavy)]
    [InlineData(10, 10, NeedClass.Balanced)]
    public void ClassOf_Needs_GoByTheRatio(double compute, double memory, object expected) => Assert.Equal(expected, PlacementOrder.ClassOf(compute, memory, 1.2));

    [Fact]
    public void Fill_MixedUnits_PairsHeavyOnesRankByRank()
    {
        // Units: C 300, M 200, C 500, balanced 250, M 600, C 100.
        ReplicaOption[] chosen = [Of(200, 100), Of(50, 150), Of(400, 100), Of(125, 125), Of(100, 500), Of(90, 10)];
        var (order, mates) = (new int[6], new int[6]);
        Assert.Equal(6, PlacementOrder.Fill(chosen, new UsherOptions(), order, mates));
        Assert.Equal([2, 4, 0, 1, 5, 3], order);
        Assert.Equal([4, 2, 1, 0, 3, 5], mates);
        PlacementOrder.Fill(chosen, new UsherOptions { UsesClasses = false }, order, mates);
        Assert.Equal([4, 2, 0, 3, 1, 5], order);
        PlacementOrder.Fill(chosen, new UsherOptions { UsesClasses = false, Sorts = false }, order, mates);
        Assert.Equal([0, 1, 2, 3, 4, 5], order);
    }

    private static ReplicaOption Of(int compute, int memory) => new(new RunPoint(0, 1, compute, memory, memory, 1), 1, 1);
}
