using Shepherd.Cli.Bench.Shift;

namespace Shepherd.Cli.Tests.Bench.Shift;

public class FixedPlacementTests
{
    [Fact]
    public void Of_OneGroupWithTheLoad_HasItEverywhereAndAllSomewhere()
    {
        var placement = FixedPlacement.Of([10, 1, 1, 1, 1, 1], workers: 4, resident: 3);

        Assert.All(placement, p => Assert.Equal(3, p.Count));
        Assert.All(placement, p => Assert.Contains(0, p));
        Assert.Equal([0, 1, 2, 3, 4, 5], placement.SelectMany(p => p).Distinct().Order());
    }

    [Fact]
    public void Of_RoomForAll_HasAllEverywhere() => Assert.All(FixedPlacement.Of([3, 2, 1], workers: 2, resident: 9), p => Assert.Equal([0, 1, 2], p));

    [Fact]
    public void Of_MoreGroupsThanRoom_Throws() => Assert.Throws<ArgumentException>(() => FixedPlacement.Of([1, 1, 1], workers: 1, resident: 2));
}
