using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Tests.Profiling;

public sealed class EfficientBatchTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 4, 8 }, new[] { 10, 12, 16, 24 }, LatencyLimits.MaxBatch)]
    [InlineData(new[] { 1, 2, 4, 8 }, new[] { 10, 21, 42, 95 }, 4)]
    [InlineData(new[] { 1, 2, 4 }, new[] { 10, 24, 48 }, 1)]
    [InlineData(new[] { 1, 2, 4, 8 }, new[] { 10, 18, 30, 80 }, 4)]
    public void Of_MeasuredSizes_IsTheLargestNearTheBest(int[] sizes, int[] ms, int expected) => Assert.Equal(expected, EfficientBatch.Of(Profile(1, sizes, ms)));

    [Theory]
    [InlineData(50, 1)]
    [InlineData(140, 1)]
    [InlineData(160, 4)]
    [InlineData(500, 4)]
    public void EfficientBatch_ShapesThatDiffer_IsOfTheNearestMeasured(int elements, int expected)
    {
        var latency = new ShapeLatency([Profile(100, [1, 2, 4, 8], [10, 24, 48, 100]), Profile(200, [1, 2, 4, 8], [10, 14, 20, 60])]);
        latency.Add(elements);
        var model = new ServedModel("m", 16, new MeasuredLatency(latency, 16));

        Assert.Equal(expected, model.MaxBatchOf(0));
    }

    [Fact]
    public void MaxBatchOf_LargestSizesNotMeasured_LeavesThemOpen()
    {
        var latency = new ShapeLatency([Profile(1, [1, 2], [10, 15])]);
        latency.Add(1);

        Assert.Equal(32, new ServedModel("m", 32, latency).MaxBatchOf(0));
    }

    [Fact]
    public void MaxBatchOf_NothingMeasured_IsWhatTheModelTakes() => Assert.Equal(32, new ServedModel("m", 32, new MeasuredLatency()).MaxBatchOf(0));

    private static ShapeProfile Profile(long elements, int[] sizes, int[] ms) =>
        new(new BucketKey([elements]), elements, [.. sizes.Zip(ms, (size, duration) => new LatencyPoint(size, duration * 1_000_000L))]);
}
