using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Tests.Profiling;

public sealed class EfficientBatchTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 4, 8 }, new[] { 10, 12, 16, 24 }, 8)]
    [InlineData(new[] { 1, 2, 4, 8 }, new[] { 10, 21, 43, 95 }, 4)]
    [InlineData(new[] { 1, 2, 4 }, new[] { 10, 24, 48 }, 1)]
    [InlineData(new[] { 1, 2, 4, 8 }, new[] { 10, 18, 30, 80 }, 4)]
    public void Of_MeasuredSizes_IsTheLargestNearTheBest(int[] sizes, int[] ms, int expected) => Assert.Equal(expected, EfficientBatch.Of([Profile(sizes, ms)], 8 > sizes[^1] ? sizes[^1] : 8));

    [Fact]
    public void Of_ShapesThatDiffer_IsWhatAnyOfThemCanUse() =>
        Assert.Equal(4, EfficientBatch.Of([Profile([1, 2, 4, 8], [10, 24, 48, 100]), Profile([1, 2, 4, 8], [10, 14, 20, 60])], 8));

    [Fact]
    public void Of_LargestSizesNotMeasured_LeavesThemOpen() => Assert.Equal(32, EfficientBatch.Of([Profile([1, 2], [10, 15])], 32));

    [Fact]
    public void Of_NothingMeasured_IsWhatTheModelTakes() => Assert.Equal(32, EfficientBatch.Of([], 32));

    private static ShapeProfile Profile(int[] sizes, int[] ms) =>
        new(new BucketKey([1]), 1, [.. sizes.Zip(ms, (size, duration) => new LatencyPoint(size, duration * 1_000_000L))]);
}
