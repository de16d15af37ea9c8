using Shepherd.Core.Offsets;

namespace Shepherd.Core.Tests.Offsets;

public class PartitionWatermarkTests
{
    [Fact]
    public void Complete_OutOfOrder_AdvancesOnlyOverTheContiguousPart()
    {
        var watermark = new PartitionWatermark(10);
        for (var offset = 10; offset < 14; offset++)
            watermark.Take(offset);
        watermark.Complete(12);
        watermark.Complete(11);
        Assert.Equal(10, watermark.Watermark);
        watermark.Complete(10);
        Assert.Equal(13, watermark.Watermark);
        Assert.False(watermark.IsSettled);
        watermark.Complete(13);
        Assert.Equal(14, watermark.Watermark);
        Assert.True(watermark.IsSettled);
    }

    [Fact]
    public void Take_AfterAGap_CommitsPastTheGap()
    {
        var watermark = new PartitionWatermark(0);
        watermark.Take(5);
        Assert.Equal(5, watermark.Watermark);
        watermark.Take(9);
        watermark.Complete(5);
        Assert.Equal(9, watermark.Watermark);
    }

    [Fact]
    public void Complete_TwiceOrNeverTaken_ReturnsFalse()
    {
        var watermark = new PartitionWatermark(0);
        watermark.Take(0);
        watermark.Take(1);
        Assert.True(watermark.Complete(1));
        Assert.False(watermark.Complete(1));
        Assert.False(watermark.Complete(7));
    }

    [Fact]
    public void Take_BelowTheNext_Throws()
    {
        var watermark = new PartitionWatermark(0);
        watermark.Take(3);
        Assert.Throws<ArgumentException>(() => watermark.Take(3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void RandomCompletion_AnySeed_EqualsTheObviousDefinition(int seed)
    {
        var random = new Random(seed);
        var watermark = new PartitionWatermark(100);
        var outstanding = new SortedSet<long>();
        var next = 100L;
        for (var step = 0; step < 20_000; step++)
        {
            if (outstanding.Count == 0 || random.Next(100) < 50)
            {
                next += random.Next(3);
                watermark.Take(next);
                outstanding.Add(next++);
            }
            else
            {
                var offset = outstanding.ElementAt(random.Next(Math.Min(outstanding.Count, 20)));
                outstanding.Remove(offset);
                Assert.True(watermark.Complete(offset));
            }

            Assert.Equal(outstanding.Count == 0 ? next : outstanding.Min, watermark.Watermark);
            Assert.Equal(outstanding.Count == 0, watermark.IsSettled);
        }
    }
}
