using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Workloads;

public class OfferedLoadTests
{
    private static SimulatedModel Model(int sloMs, int maxBatch, double rate) =>
        new("m", new LinearLatency(1_000_000, 4_000_000), sloMs * 1_000_000L, maxBatch, new GammaArrivals(rate, 2));

    [Theory]
    [InlineData(20, 100, 1.25)]
    [InlineData(20, 8, 1.5)]
    [InlineData(5, 100, 5)]
    [InlineData(3, 100, 5)]
    public void CostNs_LargestBatchInTheSlo_SetsIt(int sloMs, int maxBatch, double expectedMs) => Assert.Equal(expectedMs * 1e6, OfferedLoad.CostNs(Model(sloMs, maxBatch, 1)), 1e-6);

    [Fact]
    public void Scale_WantedLoad_IsReachedAndSharesStay()
    {
        SimulatedModel[] before = [Model(20, 100, 300), Model(5, 100, 100)];
        var factor = OfferedLoad.Factor(before, 4, 0.9);
        var models = OfferedLoad.Scale(before, factor);
        Assert.Equal(0.9, OfferedLoad.Of(models, 4), 1e-12);
        Assert.Equal(3, models[0].Arrivals.Rate / models[1].Arrivals.Rate, 1e-12);
        Assert.Equal(300 * factor, models[0].Arrivals.Rate, 1e-9);
    }

    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(1, 0.48)]
    public void Zipf_FourModels_FallByRankAndAddUpToOne(double exponent, double first)
    {
        var shares = Popularity.Zipf(4, exponent);
        Assert.Equal(first, shares[0], 1e-9);
        Assert.Equal(1, shares.Sum(), 1e-12);
        Assert.Equal(shares.OrderDescending(), shares);
    }
}
