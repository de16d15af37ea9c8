using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Tests.Profiling;

public class ShapeLatencyTests
{
    [Theory]
    [InlineData(5, 1000, 4000)]
    [InlineData(10, 1000, 4000)]
    [InlineData(15, 1500, 5000)]
    [InlineData(20, 2000, 6000)]
    [InlineData(50, 5000, 15000)]
    public void EstimateNs_ShapeByItsElements_LiesAmongTheMeasured(long elements, long oneNs, long fourNs)
    {
        var latency = new ShapeLatency([Profile(20, 2000, 6000), Profile(10, 1000, 4000)]);
        latency.Add(elements);
        Assert.Equal((oneNs, fourNs, oneNs), (latency.EstimateNs(0, 1), latency.EstimateNs(0, 4), latency.FastestNs(0)));
    }

    [Fact]
    public void EstimateNs_ManyBuckets_KeepsEach()
    {
        var latency = new ShapeLatency([Profile(1, 100, 400)]);
        for (var elements = 1; elements <= 100; elements++)
            latency.Add(elements);
        Assert.All(Enumerable.Range(1, 100), elements => Assert.Equal(100 * elements, latency.EstimateNs(elements - 1, 1)));
    }

    [Fact]
    public void EstimateNs_EnormousShape_StaysInBounds()
    {
        var latency = new ShapeLatency([Profile(1, 100, LatencyLimits.MaxNs)]);
        latency.Add(long.MaxValue);
        Assert.Equal(LatencyLimits.MaxNs, latency.EstimateNs(0, LatencyLimits.MaxBatch));
    }

    [Fact]
    public void Doubt_GivenUpTwice_IsAQuarterOfThatBucketOnly()
    {
        var latency = new ShapeLatency([Profile(1, 100, 400)]);
        latency.Add(1);
        latency.Add(1);
        latency.Doubt(1);
        latency.Doubt(1);
        Assert.Equal((100, 25, 100), (latency.EstimateNs(0, 1), latency.EstimateNs(1, 1), latency.EstimateNs(1, 4)));
    }

    private static ShapeProfile Profile(long elements, long oneNs, long fourNs) => new(new BucketKey([elements]), elements, [new LatencyPoint(1, oneNs), new LatencyPoint(4, fourNs)]);
}
