using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes.Replay;

namespace Shepherd.GpuWorker.Tests.Runtimes.Replay;

public sealed class ReplayDeviceTests
{
    private static readonly ContentionConfig Sensitive = new(0.5, 0.2);
    private static readonly ContentionConfig Loud = new(0.1, 0.8);

    [Fact]
    public void Slowdown_NeighboursComeAndGo_IsSensitivityTimesTheirPressure()
    {
        var device = new ReplayDevice();
        var told = 0;
        using var first = device.Enter(Sensitive, () => told++);
        Assert.Equal(1, first.Slowdown);
        var second = device.Enter(Loud, () => { });
        using (var third = device.Enter(Loud, () => { }))
        {
            Assert.Equal(1 + (0.5 * 1.6), first.Slowdown, 12);
            Assert.Equal(1 + (0.1 * 1.0), third.Slowdown, 12);
            Assert.Equal(2, told);
        }

        second.Dispose();
        Assert.Equal(1, first.Slowdown);
        Assert.Equal(4, told);
    }

    [Fact]
    public async Task Wait_NeighbourLeaves_GoesOnAtFullSpeed()
    {
        // Beside its neighbour the work would take centuries: it ends because the neighbour leaves.
        var device = new ReplayDevice();
        var neighbour = device.Enter(new ContentionConfig(0, 1), () => { });
        var clock = new ReplayClock(TimeProvider.System, device, new ContentionConfig(1e12, 0));
        var waiting = Task.Run(() => clock.Wait(5_000_000));
        neighbour.Dispose();
        Assert.Equal(5_000_000, await waiting);
    }

    [Fact]
    public async Task Wait_NeighbourComes_DoesLessUntilTheStop()
    {
        var device = new ReplayDevice();
        var clock = new ReplayClock(TimeProvider.System, device, new ContentionConfig(1e12, 0));
        using var neighbour = device.Enter(new ContentionConfig(0, 1), () => { });
        var stop = new Shepherd.GpuWorker.Runtimes.StopFlag();
        var waiting = Task.Run(() => clock.Wait(3_600_000_000_000, stop));
        stop.Request();
        // An hour of waiting would be 4 ns of work here.
        Assert.InRange(await waiting, 0, 4);
    }
}
