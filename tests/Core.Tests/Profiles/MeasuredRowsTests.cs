using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Profiles;

public class MeasuredRowsTests
{
    private const int RunsMin = 4;

    private readonly MeasuredLatency _latency = new(new LinearLatency(100, 1000), 16);

    [Fact]
    public void Rows_SizesThatRan_AreTheirOwnMedianAndHigh()
    {
        foreach (var ns in (long[])[1000, 1100, 1200, 1300, 9000, 1400])
            _latency.Observe(0, 4, ns);

        // The second largest is the high one; of six the third is the median.
        Assert.Equal([new MeasuredRow(4, 6, 1200, 1400)], _latency.Rows(0, [4], RunsMin));
    }

    [Fact]
    public void Rows_OtherSizes_AreReckonedByTheProfilesShape()
    {
        Observe(4, 2800, 8);

        Assert.Equal([new MeasuredRow(1, 0, 2200, 2200), new MeasuredRow(4, 8, 2800, 2800), new MeasuredRow(16, 0, 5200, 5200)], _latency.Rows(0, [1, 4, 16], RunsMin));
    }

    [Fact]
    public void Rows_BetweenTwoMeasuredSizes_TakesTheLineOfTheirRatios()
    {
        Observe(2, 1200, 4);
        Observe(6, 3200, 4);

        Assert.Equal([1200L, 2100L, 3200L], _latency.Rows(0, [2, 4, 6], RunsMin).Select(r => r.MedianNs));
    }

    [Fact]
    public void Rows_LargerBatchWasQuicker_DoesNotFall()
    {
        Observe(1, 5000, 4);
        Observe(2, 1000, 4);

        Assert.Equal([5000L, 5000L], _latency.Rows(0, [1, 2], RunsMin).Select(r => r.MedianNs));
    }

    [Fact]
    public void Rows_TooFewRuns_TellNothing()
    {
        Observe(4, 2800, RunsMin - 1);

        Assert.Empty(_latency.Rows(0, [1, 4], RunsMin));
        Assert.Empty(_latency.Rows(7, [1, 4], RunsMin));
    }

    [Fact]
    public void Rows_WithoutAProfile_AreOfSizesThatRan()
    {
        var bare = new MeasuredLatency();
        for (var run = 0; run < 100; run++)
            bare.Observe(0, 2, 50);

        Assert.Equal([new MeasuredRow(2, 100, 50, 50)], bare.Rows(0, [1, 2, 4], RunsMin));
    }

    private void Observe(int batch, long durationNs, int times)
    {
        for (var i = 0; i < times; i++)
            _latency.Observe(0, batch, durationNs);
    }
}
