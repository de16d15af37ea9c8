using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Profiles;

public class LaneLatencyTests
{
    /// <summary>Flat while a batch does not fill the device, then a line; as ParvaGPU measured ResNet-50 on a whole A100.</summary>
    private static readonly TableLatency Flat = new((LatencyPoint[])[new(1, 5_100), new(8, 5_100), new(16, 7_200), new(32, 13_400), new(64, 25_800), new(128, 50_200)]);

    [Theory]
    [InlineData(LaneRule.Line, 1, 270)]
    [InlineData(LaneRule.Line, 8, 480)]
    [InlineData(LaneRule.Proportional, 1, 750)]
    [InlineData(LaneRule.Proportional, 8, 960)]
    public void EstimateNs_OneOfThreeLanes_SlowsByTheRule(LaneRule rule, int batch, long expectedNs)
    {
        var lane = new LaneLatency(new LinearLatency(10, 240), 3, 8, rule);
        Assert.Equal(expectedNs, lane.EstimateNs(0, batch));
        Assert.Equal(lane.EstimateNs(0, 1), lane.FastestNs(0));
    }

    [Theory]
    [InlineData(LaneRule.Line)]
    [InlineData(LaneRule.Proportional)]
    public void EstimateNs_OneLane_IsTheDevice(LaneRule rule) => Assert.All(Batches, b => Assert.Equal(Flat.EstimateNs(0, b), new LaneLatency(Flat, 1, 128, rule).EstimateNs(0, b)));

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(48)]
    public void EstimateNs_AnyProfile_LiesBetweenTheDeviceAndItsShareAndNeverFalls(int lanes)
    {
        var lane = new LaneLatency(Flat, lanes, 128);
        Assert.All(Batches, b => Assert.InRange(lane.EstimateNs(0, b), Flat.EstimateNs(0, b), lanes * Flat.EstimateNs(0, b)));
        Assert.All(Batches, b => Assert.True(lane.EstimateNs(0, b) <= lane.EstimateNs(0, b + 1)));
    }

    [Theory]
    [InlineData(4, 12.6)]
    [InlineData(8, 22.3)]
    [InlineData(32, 77.7)]
    public void EstimateNs_ProfileThatIsFlatAtFirst_ComesNearTheMeasuredSlice(int batch, double measuredMs) =>
        Assert.InRange(new LaneLatency(Flat, 7, 128).EstimateNs(0, batch) / 1e3, measuredMs * 0.9, measuredMs * 1.1);

    [Fact]
    public void EstimateNs_Interference_IsOnTopOfEverything() =>
        Assert.Equal(297, new LaneLatency(new LinearLatency(10, 240), 3, 8, LaneRule.Line, 0.1).EstimateNs(0, 1));

    [Fact]
    public void EstimateNs_NothingIsKnown_StaysSo()
    {
        var lane = new LaneLatency(new MeasuredLatency(), 4, 8, LaneRule.Line, 0.1);
        Assert.Equal((0, 0), (lane.EstimateNs(0, 4), lane.FastestNs(0)));
    }

    [Fact]
    public void EstimateNs_AtTheLimits_LeavesRoomToAdd()
    {
        var longest = new LaneLatency(new LinearLatency(LatencyLimits.MaxNs, LatencyLimits.MaxNs), 48, LatencyLimits.MaxBatch, LaneRule.Proportional, 10).EstimateNs(0, LatencyLimits.MaxBatch);
        Assert.InRange(longest, 1L << 61, long.MaxValue / 2);
    }

    private static IEnumerable<int> Batches => Enumerable.Range(1, 128);
}
