using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Tests.Serving;

public sealed class LaneSharesTests
{
    [Fact]
    public void Of_TwoDevicesInTwoLanes_GivesEachLaneItsShareAndItsCores()
    {
        var lanes = LaneShares.Of(["cpu:0", "cpu:1"], lanesPerDevice: 2, threads: 2, cores: [0, 1, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal([("cpu", 0), ("cpu", 0), ("cpu", 1), ("cpu", 1)], lanes.Select(lane => (lane.Provider, lane.Device)));
        Assert.All(lanes, lane => Assert.Equal((2, 2), (lane.Threads, lane.LanesOfDevice)));
        Assert.Equal(new int[][] { [0, 1], [4, 5], [6, 7], [8, 9] }, lanes.Select(lane => lane.Cores));
    }

    [Fact]
    public void Of_NotPinned_LeavesCoresToTheSystem() => Assert.Empty(LaneShares.Of(["cpu:0"], 1, 4, cores: null)[0].Cores);

    [Theory]
    [InlineData(2, 2, 4, true)]
    [InlineData(3, 2, 4, false)]
    [InlineData(int.MaxValue, 2, 4, false)]
    public void FindFault_MoreThreadsThanCores_SaysHowMany(int lanes, int threads, int cores, bool fits)
    {
        var fault = LaneShares.FindFault(lanes, threads, [.. Enumerable.Range(0, cores)]);
        Assert.Equal(fits, fault is null);
        if (!fits)
            Assert.Contains($"this process may use {cores}", fault, StringComparison.Ordinal);
    }
}
