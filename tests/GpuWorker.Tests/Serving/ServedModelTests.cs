using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Tests.Profiling;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Serving;

public sealed class ServedModelTests : IDisposable
{
    private readonly ServedModel _model = new(
        0,
        [new TimedModel(new ManualClock(), new AxisConfig(-1, 1, 1, 64, []), 4, _ => TimeSpan.Zero)],
        [new ShapeProfile(new BucketKey([8]), 8, [new LatencyPoint(1, 800), new LatencyPoint(4, 1600)])]);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Latency_MeasuredAndUnseenBucket_IsKnownForBoth()
    {
        var (measured, unseen) = (BucketOf(8), BucketOf(16));
        Assert.Equal((800, 1600), (_model.Latency.EstimateNs(measured, 1), _model.Latency.EstimateNs(measured, 4)));
        Assert.Equal((1600, 3200), (_model.Latency.EstimateNs(unseen, 1), _model.Latency.EstimateNs(unseen, 4)));
    }

    [Fact]
    public void GaveUp_BucketThatNeverRan_IsBelievedHalfAsSlow()
    {
        var bucket = BucketOf(8);
        _model.GaveUp(bucket);
        Assert.Equal((400, 400), (_model.Latency.EstimateNs(bucket, 1), _model.Latency.FastestNs(bucket)));
    }

    [Fact]
    public void GaveUp_BucketThatHasRun_BelievesTheRuns()
    {
        var bucket = BucketOf(8);
        for (var run = 0; run < 8; run++)
            _model.Latency.Observe(bucket, 1, 900);
        _model.GaveUp(bucket);
        Assert.Equal(900, _model.Latency.EstimateNs(bucket, 1));
    }

    private int BucketOf(int extent) => _model.BucketOf(new InferenceRequest("r", "", [new Tensor("x", TensorDatatype.Fp32, [1, extent], new byte[4 * extent])]));
}
