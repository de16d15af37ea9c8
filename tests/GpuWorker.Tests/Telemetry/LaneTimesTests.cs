using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Telemetry.Metrics;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class LaneTimesTests
{
    [Theory]
    [InlineData(1, "cpu:0")]
    [InlineData(2, "cpu:1")]
    [InlineData(4, "peer")]
    public void Busy_Lane_HasTheDeviceThatItIsOn(int lane, string device)
    {
        var times = new LaneTimes("cpu:0", "cpu:0", "cpu:1", "cpu:1");
        var batch = new LaneBatch([], lane, nowNs: 0, totalNs: 1);
        times.Dispatched(batch, 0);
        times.Stopped(batch, 2_000_000_000);

        var busy = Assert.Single(times.Busy(5_000_000_000));
        Assert.Equal(2, busy.Value);
        Assert.Equal([new("lane", $"{lane}"), new("device", device)], busy.Tags.ToArray());
    }
}
