using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Profiles;

public class MeasuredLatencyTests
{
    private readonly MeasuredLatency _latency = new();

    [Fact]
    public void EstimateNs_NothingMeasured_IsZero()
    {
        Assert.Equal(0, _latency.EstimateNs(0, 1));
        Assert.Equal(0, _latency.FastestNs(3));
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 100)]
    [InlineData(3, 150)]
    [InlineData(4, 200)]
    [InlineData(6, 300)]
    public void EstimateNs_TwoSizesMeasured_InterpolatesAndExtrapolates(int batch, long expectedNs)
    {
        _latency.Observe(0, 2, 100);
        _latency.Observe(0, 4, 200);
        Assert.Equal(expectedNs, _latency.EstimateNs(0, batch));
    }

    [Fact]
    public void EstimateNs_OneSizeMeasured_GrowsInProportion()
    {
        _latency.Observe(0, 1, 100);
        Assert.Equal(400, _latency.EstimateNs(0, 4));
    }

    [Fact]
    public void EstimateNs_LargerBatchMeasuredFaster_NeverFalls()
    {
        _latency.Observe(0, 1, 500);
        _latency.Observe(0, 8, 400);
        var estimates = Enumerable.Range(1, 12).Select(b => _latency.EstimateNs(0, b)).ToArray();
        Assert.Equal(estimates.Order(), estimates);
    }

    [Fact]
    public void EstimateNs_OneOutlierAmongMany_IgnoresIt()
    {
        for (var i = 0; i < 31; i++)
            _latency.Observe(0, 1, 100);
        _latency.Observe(0, 1, 90_000);
        Assert.Equal(100, _latency.EstimateNs(0, 1));
    }

    [Fact]
    public void EstimateNs_DeviceSlowsDown_FollowsWithinTheWindow()
    {
        for (var i = 0; i < 32; i++)
            _latency.Observe(0, 1, 100);
        for (var i = 0; i < 32; i++)
            _latency.Observe(0, 1, 300);
        Assert.Equal(300, _latency.EstimateNs(0, 1));
        Assert.Equal(300, _latency.FastestNs(0));
    }
}
