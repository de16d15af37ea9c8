using Shepherd.Core.Herd;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Herd;

public class AffinitySetsTests
{
    private static readonly LinearLatency Heavy = new(1_000_000, 40_000_000);
    private static readonly LinearLatency Light = new(300_000, 2_000_000);

    [Fact]
    public void Of_HeavyAndLight_TakesTheWorseDirection()
    {
        Assert.Equal(136.7, AffinitySets.OneWay(Heavy, Light), 0.05);
        Assert.Equal(0.3, AffinitySets.OneWay(Light, Heavy), 0.05);
        Assert.Equal(AffinitySets.OneWay(Heavy, Light), AffinitySets.Of(Light, Heavy));
    }

    [Fact]
    public void OneWay_RandomPairs_BoundsTheRequestsInEqualTime()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 3_000; i++)
        {
            var (one, two) = (Draw(random), Draw(random));
            var bound = AffinitySets.OneWay(one, two) * (1 + 1e-9);
            for (var timeNs = (double)Math.Max(one.EstimateNs(0, 1), two.EstimateNs(0, 1)); timeNs < 1e9; timeNs *= 1.3)
                Assert.True((timeNs - two.BetaNs) / two.AlphaNs <= bound * ((timeNs - one.BetaNs) / one.AlphaNs), $"{one} {two} at {timeNs} ns");
        }
    }

    [Fact]
    public void Of_Models_GroupsTheCompatible()
    {
        Assert.Equal([0, 1, 0, 1], AffinitySets.Of([Heavy, Light, Heavy, Light], 3));
        Assert.Equal([0, 0], AffinitySets.Of([Heavy, Light], double.PositiveInfinity));
        Assert.Empty(AffinitySets.Of([], 3));
    }

    [Fact]
    public void Of_RandomModels_NoPairOfASetIsPastTheLimit()
    {
        var random = new SeededRandom(2);
        LinearLatency[] models = [.. Enumerable.Range(0, 120).Select(_ => Draw(random))];
        var sets = AffinitySets.Of(models, 3);
        Assert.InRange(sets.Distinct().Count(), 2, 60);
        for (var i = 0; i < models.Length; i++)
        {
            for (var j = 0; j < i; j++)
                Assert.True(sets[i] != sets[j] || AffinitySets.Of(models[i], models[j]) <= 3);
        }
    }

    private static LinearLatency Draw(SeededRandom random) => new((long)(1e5 * Math.Pow(100, random.NextUnit())), (long)(1e7 * random.NextUnit()));
}
