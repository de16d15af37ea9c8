using Shepherd.Core.HandOver;

namespace Shepherd.Core.Tests.HandOver;

public class WorkerSilenceTests
{
    private const long Ttl = 3000;
    private readonly WorkerSilence _silence = new(Ttl);

    [Fact]
    public void TakeLost_SilentForLongerThanTheTtl_IsNamedOnce()
    {
        _silence.Hear("w", 100);
        Assert.Equal(100 + Ttl + 1, _silence.NextNs);
        Assert.Empty(_silence.TakeLost(100 + Ttl));
        Assert.Equal(["w"], _silence.TakeLost(100 + Ttl + 1));
        Assert.Empty(_silence.TakeLost(long.MaxValue / 2));
        Assert.Null(_silence.NextNs);
    }

    [Fact]
    public void Expect_NobodyHeard_IsLostOnceTheHeartbeatsAreReadPastThePlan()
    {
        _silence.Expect("w", 10_000);
        Assert.True(_silence.NextNs <= 10_000);
        Assert.Empty(_silence.TakeLost(9_999));
        Assert.Equal(["w"], _silence.TakeLost(10_000));
    }

    [Fact]
    public void Expect_SilentAlready_IsLostOnlyOnceTheHeartbeatsAreReadPastThePlan()
    {
        _silence.Hear("w", 100);
        // The heartbeats' end was asked for before the plan: the worker may have come back since, and follow it.
        _silence.Expect("w", 10_000);
        Assert.Empty(_silence.TakeLost(9_999));
        Assert.Equal(["w"], _silence.TakeLost(10_000));
    }

    [Fact]
    public void Expect_HeardLately_ChangesNothing()
    {
        _silence.Hear("w", 10_000);
        _silence.Expect("w", 10_001);
        Assert.Equal(10_000 + Ttl + 1, _silence.NextNs);
    }
}
