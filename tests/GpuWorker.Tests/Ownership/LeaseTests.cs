using Shepherd.GpuWorker.Ownership;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Ownership;

public sealed class LeaseTests
{
    private static readonly WorkerOptions Options = new() { Kafka = new KafkaOptions { BootstrapServers = "" }, Models = "", LeaseTtl = TimeSpan.FromSeconds(4) };
    private readonly ManualClock _clock = new();

    [Fact]
    public void Holds_NobodyLookedWhileStopped_IsFalseAtTheFirstQuestion()
    {
        var lease = HeldLease.Of(Options, _clock);
        Assert.True(lease.Holds);
        Assert.True(lease.MaySend);
        // A process that was stopped: no timer fired, no thread ran.
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(lease.Holds);
        Assert.False(lease.MaySend);
        Assert.Equal(TimeSpan.Zero, lease.Left);
    }

    [Fact]
    public void MaySend_HalfTheLeaseIsOver_IsFalseUntilRenewed()
    {
        var lease = HeldLease.Of(Options, _clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(lease.Holds);
        Assert.False(lease.MaySend);
        Assert.Equal(TimeSpan.FromSeconds(2), lease.Left);
        var changes = 0;
        lease.Changed += () => changes++;
        lease.Acknowledge(lease.NowNs);
        Assert.True(lease.MaySend);
        Assert.Equal(1, changes);
    }

    [Fact]
    public void Acknowledge_AfterTheWakeUp_DoesNotBringItBackWithoutThePlans()
    {
        var lease = HeldLease.Of(Options, _clock);
        var sentBefore = lease.NowNs;
        _clock.Advance(TimeSpan.FromSeconds(10));
        // Whichever thread wakes first: the acknowledgement of what was sent before the stop.
        lease.Acknowledge(sentBefore);
        Assert.False(lease.Holds);
        lease.Acknowledge(lease.NowNs);
        Assert.False(lease.Holds);
        Assert.True(lease.AwaitsPlan);
        Assert.True(lease.PlanRead(lease.NowNs, new Epoch(2, 7)));
        Assert.True(lease.MaySend);
        Assert.Equal(new Epoch(2, 7), lease.Floor);
    }

    [Fact]
    public void Shorten_PlannerCountsLess_HoldsAndSendsForLess()
    {
        var lease = HeldLease.Of(Options, _clock);
        lease.Shorten(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), lease.Ttl);
        _clock.Advance(TimeSpan.FromSeconds(0.4));
        Assert.True(lease.MaySend);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(lease.MaySend);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.False(lease.Holds);
    }

    [Fact]
    public void NowNs_OfTheSystem_GoesOn()
    {
        var clock = new LeaseClock(TimeProvider.System);
        var first = clock.NowNs;
        Assert.True(SpinWait.SpinUntil(() => clock.NowNs > first, Eventually.Patience));
    }
}
