using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Tests.Models;

public class AxisConfigTests
{
    private static readonly AxisConfig Bucketed = new(-1, 1, 1, 320, [96, 160, 320]);

    [Theory]
    [InlineData(1, 96)]
    [InlineData(96, 96)]
    [InlineData(97, 160)]
    [InlineData(320, 320)]
    public void Padded_Buckets_TakesTheSmallestThatHolds(int extent, int bucket) => Assert.Equal(bucket, Bucketed.Padded(extent));

    [Fact]
    public void Padded_NoBuckets_IsTheExtent() => Assert.Equal(77, new AxisConfig(-1, 1, 1, 100, []).Padded(77));

    [Fact]
    public void FindFault_OverLargestBucket_NamesIt() => Assert.Equal("is 321, over the largest bucket 320", Bucketed.FindFault(321));

    [Theory]
    [InlineData(32, null)]
    [InlineData(64, null)]
    [InlineData(0, "is 0 and must be at least 32")]
    [InlineData(-32, "is -32 and must be at least 32")]
    [InlineData(48, "is 48 and must be a multiple of 32")]
    [InlineData(96, "is 96 and must be at most 64")]
    [InlineData(long.MaxValue, "is 9223372036854775807 and must be at most 64")]
    public void FindFault_Rules_AreKept(long extent, string? fault) => Assert.Equal(fault, new AxisConfig(-1, 32, 32, 64, []).FindFault(extent));

    [Fact]
    public void FindFault_FixedExtent_AllowsNoOther()
    {
        Assert.Null(AxisConfig.Fixed(48).FindFault(48));
        Assert.Equal("is 47 and must be 48", AxisConfig.Fixed(48).FindFault(47));
    }
}
