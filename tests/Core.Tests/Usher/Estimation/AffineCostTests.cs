using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

public sealed class AffineCostTests
{
    [Fact]
    public void Through_TwoPoints_IsTheirLine()
    {
        var cost = AffineCost.Through(1, 110, 2, 120);
        Assert.Equal(new AffineCost(100, 10), cost);
        Assert.Equal(260, cost.At(16));
    }

    [Fact]
    public void Through_MoreThanInProportion_IsNeverBelowEither()
    {
        // Quadratic: 1, then 4 at twice the batch.
        var cost = AffineCost.Through(1, 1, 2, 4);
        Assert.Equal(new AffineCost(0, 2), cost);
    }

    [Fact]
    public void Through_Falling_IsConstantAtTheGreater() => Assert.Equal(new AffineCost(9, 0), AffineCost.Through(1, 9, 2, 5));
}
