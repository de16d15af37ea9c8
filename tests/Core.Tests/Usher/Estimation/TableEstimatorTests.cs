using Shepherd.Core.Profiles;
using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

public sealed class TableEstimatorTests
{
    private static readonly LatencyPoint[] Points = [new(1, 5_000_000), new(8, 6_000_000), new(16, 10_000_000), new(32, 20_000_000)];
    private static readonly ModelMemory Memory = new(100, new AffineCost(10, 5));

    [Fact]
    public void Estimate_BetweenSizes_IsInterpolated()
    {
        var need = new TableEstimator(Points, Memory).Estimate(12);
        Assert.Equal((8_000_000, 100, 70), (need.DurationNs, need.WeightBytes, need.WorkBytes));
    }

    [Fact]
    public void DurationNs_WholeLanes_IsAsLaneLatency()
    {
        var estimator = new TableEstimator([.. new[] { 1, 2, 4, 8, 16, 32, 64, 128 }.Select(b => new LatencyPoint(b, 2_000_000 + (b * 300_000)))], Memory);
        for (var lanes = 1; lanes <= 8; lanes++)
        {
            var lane = new LaneLatency(new LinearLatency(300_000, 2_000_000), lanes, 128);
            foreach (var batch in new[] { 1, 7, 50, 128 })
                Assert.Equal((double)lane.EstimateNs(0, batch), estimator.DurationNs(batch, 100.0 / lanes), 2.0);
        }
    }

    [Fact]
    public void DurationNs_GivenShares_AreReadAndInterpolated()
    {
        var estimator = new TableEstimator(Points, Memory, [(50, [new(1, 6_000_000), new(32, 40_000_000)]), (25, [new(1, 9_000_000), new(32, 80_000_000)])]);
        Assert.Equal(6_000_000, estimator.DurationNs(1, 50));
        // Half way between 1 ÷ 50 % and 1 ÷ 25 %.
        Assert.Equal(7_500_000.0, estimator.DurationNs(1, 100.0 / 3), 2.0);
        Assert.Equal(18_000_000, estimator.DurationNs(1, 12.5));
        EstimatorLaws.Check(estimator);
    }

    [Fact]
    public void Estimate_AnyTable_KeepsTheLaws()
    {
        EstimatorLaws.Check(new TableEstimator(Points, Memory));
        EstimatorLaws.Check(new TableEstimator([new LatencyPoint(4, 1_000_000)], Memory));
    }

    [Fact]
    public void Create_SmallerShareQuicker_IsRefusedByName() => Assert.Contains(
        "share of 50 %, batch size 16: quicker than on 100 %",
        Assert.Throws<ArgumentException>(() => new TableEstimator(Points, Memory, [(50, [new(1, 6_000_000), new(32, 9_000_000)])])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Create_FaultyTableOrMemory_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new TableEstimator([], Memory));
        Assert.Throws<ArgumentException>(() => new TableEstimator(Points, new ModelMemory(-1, default)));
        Assert.Throws<ArgumentException>(() => new TableEstimator(Points, Memory, [(100, Points)]));
    }
}
