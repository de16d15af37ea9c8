using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Profiles;

public class TableLatencyTests
{
    private static readonly LatencyPoint[] Table = [new(2, 100), new(4, 200), new(8, 240)];

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 100)]
    [InlineData(3, 150)]
    [InlineData(4, 200)]
    [InlineData(5, 210)]
    [InlineData(8, 240)]
    [InlineData(10, 260)]
    public void EstimateNs_AnySize_InterpolatesAndGoesOnByTheLastSlope(int batch, long expectedNs) =>
        Assert.Equal(expectedNs, new TableLatency(Table).EstimateNs(0, batch));

    [Fact]
    public void EstimateNs_OnePoint_GrowsInProportion() => Assert.Equal(300, new TableLatency([new LatencyPoint(2, 100)]).EstimateNs(0, 6));

    [Fact]
    public void EstimateNs_Buckets_HaveTablesOfTheirOwnAndThoseBeyondTakeTheLast()
    {
        var latency = new TableLatency([Table, [new LatencyPoint(1, 7), new LatencyPoint(2, 9)]]);
        Assert.Equal((200, 11, 11), (latency.EstimateNs(0, 4), latency.EstimateNs(1, 3), latency.EstimateNs(5, 3)));
        Assert.Equal((100, 7), (latency.FastestNs(0), latency.FastestNs(1)));
    }

    [Fact]
    public void EstimateNs_LargestTimesAndSizes_DoesNotOverflow()
    {
        var latency = new TableLatency([new LatencyPoint(1, 1), new LatencyPoint(2, LatencyLimits.MaxNs)]);
        Assert.InRange(latency.EstimateNs(0, LatencyLimits.MaxBatch), LatencyLimits.MaxNs, long.MaxValue / 2);
    }

    public static TheoryData<int[], long[], string> Faulty => new()
    {
        { [], [], "the profile is empty" },
        { [0], [5], "batch size 0: it must be 1 to" },
        { [1, 2, 2], [1, 2, 3], "batch size 2 comes after 2" },
        { [4, 2], [1, 2], "batch size 2 comes after 4" },
        { [1], [0], "batch size 1 takes 0 ms: it must be more than 0" },
        { [1, 2], [1, -2], "batch size 2 takes -2E-06 ms" },
        { [1], [long.MaxValue], "at most an hour" },
        { [1, 2], [5_000_000, 4_000_000], "batch size 2 takes 4 ms, less than the 5 ms of 1" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Constructor_FaultyTable_SaysWhere(int[] batches, long[] durations, string expected)
    {
        var points = batches.Zip(durations, (b, d) => new LatencyPoint(b, d)).ToList();
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new TableLatency(points)).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => LinearFit.Of(points)).Message, StringComparison.Ordinal);
        var ofBucket = Assert.Throws<ArgumentException>(() => new TableLatency([Table, points])).Message;
        Assert.StartsWith("shape bucket 1: ", ofBucket, StringComparison.Ordinal);
        Assert.Contains(expected, ofBucket, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NoTables_IsRefused() => Assert.Contains("there is no profile", Assert.Throws<ArgumentException>(() => new TableLatency(Array.Empty<LatencyPoint[]>())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 1, "alpha")]
    [InlineData(-1, 1, "alpha")]
    [InlineData(long.MaxValue, 1, "alpha")]
    [InlineData(1, -1, "beta")]
    [InlineData(1, long.MaxValue, "beta")]
    public void LinearLatency_OutOfRange_IsRefused(long alphaNs, long betaNs, string named) =>
        Assert.StartsWith(named, Assert.Throws<ArgumentException>(() => new LinearLatency(alphaNs, betaNs)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 2)]
    [InlineData(149, 2)]
    [InlineData(150, 3)]
    [InlineData(1_000_000, 64)]
    public void LargestBatch_WithinATime_IsTheLargestThatFits(long withinNs, int expected) =>
        Assert.Equal(expected, new TableLatency(Table).LargestBatch(0, 64, withinNs));

    [Fact]
    public void EstimateNs_ManyTimes_AllocatesNothing()
    {
        var latency = new TableLatency(Table);
        var sum = latency.EstimateNs(0, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 10_000; i++)
            sum += latency.EstimateNs(i % 3, i % 20 + 1);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(sum > 0);
    }
}
