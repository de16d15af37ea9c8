using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Profiles;

public class LinearFitTests
{
    [Fact]
    public void Of_PointsOnALine_FindsIt()
    {
        var line = new LinearLatency(1_082_000, 5_204_000);
        var fit = LinearFit.Of([.. new[] { 1, 2, 8, 64 }.Select(b => new LatencyPoint(b, line.EstimateNs(0, b)))]);
        Assert.InRange(fit.Latency.AlphaNs, 1_081_999, 1_082_001);
        Assert.InRange(fit.Latency.BetaNs, 5_203_999, 5_204_001);
        Assert.Equal(0, fit.MaxRelativeError, 1e-6);
    }

    [Fact]
    public void Of_MeasuredTable_HasAlmostTheLeastRelativeError()
    {
        // Clockwork's resnet50_v2 on a V100, milliseconds at batch 1 to 16.
        var points = new (int Batch, double Ms)[] { (1, 3.322), (2, 5.271), (4, 7.495), (8, 12.439), (16, 21.729) };
        var table = points.Select(p => new LatencyPoint(p.Batch, (long)(p.Ms * 1e6))).ToList();
        var fit = LinearFit.Of(table);
        foreach (var (alpha, beta) in new[] { (1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99) })
            Assert.True(Squares(fit.Latency.AlphaNs, fit.Latency.BetaNs) < Squares(fit.Latency.AlphaNs * alpha, fit.Latency.BetaNs * beta));
        Assert.Equal(table.Max(p => Math.Abs(fit.Latency.EstimateNs(0, p.Batch) / (double)p.DurationNs - 1)), fit.MaxRelativeError, 1e-9);
        Assert.InRange(fit.MaxRelativeError, 0.01, 0.15);

        double Squares(double alpha, double beta) => table.Sum(p => Math.Pow((((alpha * p.Batch) + beta) / p.DurationNs) - 1, 2));
    }

    [Fact]
    public void Of_OnePoint_GoesThroughTheOrigin() => Assert.Equal(new LinearLatency(25, 0), LinearFit.Of([new LatencyPoint(4, 100)]).Latency);

    [Fact]
    public void Of_SteeperThanProportion_HasNoNegativeBeta()
    {
        var fit = LinearFit.Of([new LatencyPoint(1, 100), new LatencyPoint(2, 300), new LatencyPoint(4, 900)]);
        Assert.Equal(0, fit.Latency.BetaNs);
        Assert.InRange(fit.MaxRelativeError, 0.2, 0.5);
    }

    [Fact]
    public void Of_FlatTable_StillHasAPositiveAlpha() =>
        Assert.True(LinearFit.Of([new LatencyPoint(1, 1000), new LatencyPoint(2, 1000), new LatencyPoint(4, 1000)]).Latency is { AlphaNs: > 0, BetaNs: > 900 });
}
