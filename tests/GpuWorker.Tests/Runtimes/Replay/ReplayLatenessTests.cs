using Shepherd.GpuWorker.Runtimes.Replay;

namespace Shepherd.GpuWorker.Tests.Runtimes.Replay;

public sealed class ReplayLatenessTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void Shorten_EveryWaitIsALittleLate_TheMeanIsRight()
    {
        var (lateness, tookNs) = (new ReplayLateness(), 0L);
        for (var i = 0; i < 1_000; i++)
        {
            var waitNs = lateness.Shorten(3 * Ms);
            var lateNs = i % 3 * (Ms / 2);
            lateness.Add(lateNs);
            tookNs += waitNs + lateNs;
        }

        Assert.InRange(tookNs, 3_000 * Ms - ReplayLateness.OwedNsMax, 3_000 * Ms + ReplayLateness.OwedNsMax);
    }

    [Fact]
    public void Shorten_AfterTheMachineStoodStill_NoWaitIsOverAtOnce()
    {
        var lateness = new ReplayLateness();
        lateness.Add(20 * Ms);

        Assert.Equal(Ms, lateness.Shorten(2 * Ms));
        Assert.Equal(3 * Ms, lateness.Shorten(4 * Ms));
        Assert.Equal(4 * Ms, lateness.Shorten(4 * Ms));
    }

    [Fact]
    public void Shorten_WaitsWereTooShort_TheNextIsLonger()
    {
        var lateness = new ReplayLateness();
        lateness.Add(-Ms / 2);

        Assert.Equal(3 * Ms / 2, lateness.Shorten(Ms));
        Assert.Equal(Ms, lateness.Shorten(Ms));
    }
}
