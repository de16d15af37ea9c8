using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Profiles;

public class CorrectedLatencyTests
{
    private readonly MeasuredLatency _latency = new(new LinearLatency(100, 1000), 16);

    [Fact]
    public void EstimateNs_NothingMeasured_IsTheProfile()
    {
        Assert.Equal((1100, 2600, 11000), (_latency.EstimateNs(0, 1), _latency.EstimateNs(3, 16), _latency.EstimateNs(0, 100)));
        Assert.Equal(1100, _latency.FastestNs(0));
    }

    [Fact]
    public void EstimateNs_OneSizeTwiceAsSlow_CorrectsTheOthersAlike()
    {
        Observe(4, 2800, times: 8);
        Assert.Equal((2200, 2800, 5200, 22000), (_latency.EstimateNs(0, 1), _latency.EstimateNs(0, 4), _latency.EstimateNs(0, 16), _latency.EstimateNs(0, 100)));
        Assert.Equal(2200, _latency.FastestNs(0));
        Assert.Equal(1100, _latency.EstimateNs(1, 1));
    }

    [Fact]
    public void EstimateNs_TwoSizes_CorrectsBetweenThemByALine()
    {
        Observe(2, 1200, times: 4);
        Observe(6, 3200, times: 4);
        Assert.Equal((1200, 2100, 3200), (_latency.EstimateNs(0, 2), _latency.EstimateNs(0, 4), _latency.EstimateNs(0, 6)));
    }

    [Fact]
    public void EstimateNs_OneSlowFirstRun_KeepsTheProfilesShare()
    {
        Observe(1, 5100, times: 1);
        Assert.Equal(2100, _latency.EstimateNs(0, 1));
        Observe(1, 1100, times: 31);
        Assert.Equal(1100, _latency.EstimateNs(0, 1));
    }

    [Fact]
    public void EstimateNs_SizeThatWasSlowAndIsAvoided_IsForgotten()
    {
        Observe(8, 90_000, times: 32);
        Assert.Equal(90_000, _latency.EstimateNs(0, 8));
        Observe(1, 1100, times: 255);
        Assert.Equal(90_000, _latency.EstimateNs(0, 8));
        Observe(1, 1100, times: 1);
        Assert.Equal(1800, _latency.EstimateNs(0, 8));
        Observe(8, 2800, times: 1);
        Assert.Equal(2050, _latency.EstimateNs(0, 8));
    }

    [Fact]
    public void EstimateNs_LargerBatchMeasuredFaster_NeverFalls()
    {
        Observe(1, 9000, times: 8);
        Observe(8, 1800, times: 8);
        var estimates = Enumerable.Range(1, 40).Select(b => _latency.EstimateNs(0, b)).ToArray();
        Assert.Equal(estimates.Order(), estimates);
    }

    [Fact]
    public void FastestNs_AfterQuickRuns_IsTheQuickest()
    {
        Observe(16, 700, times: 1);
        Assert.Equal(700, _latency.FastestNs(0));
    }

    [Fact]
    public void EstimateNs_AbsurdMeasurement_DoesNotOverflow()
    {
        Observe(1, long.MaxValue, times: 8);
        Assert.InRange(_latency.EstimateNs(0, LatencyLimits.MaxBatch), 1, long.MaxValue / 2);
    }

    [Fact]
    public void EstimateNs_AfterEachRun_AllocatesNothing()
    {
        for (var batch = 1; batch <= 16; batch++)
            Observe(batch, 1000, times: 2);
        var sum = _latency.EstimateNs(0, 3);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _latency.Observe(0, (i % 16) + 1, 1000 + i);
            sum += _latency.EstimateNs(0, (i % 20) + 1) + _latency.FastestNs(0);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(sum > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(LatencyLimits.MaxBatch + 1)]
    public void Constructor_ImpossibleBatch_IsRefused(int maxBatch) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MeasuredLatency(new LinearLatency(1, 1), maxBatch));

    private void Observe(int batch, long durationNs, int times)
    {
        for (var i = 0; i < times; i++)
            _latency.Observe(0, batch, durationNs);
    }
}
