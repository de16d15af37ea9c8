using Shepherd.GpuWorker.Ownership;

namespace Shepherd.GpuWorker.Tests;

/// <summary>A lease for parts that are looked at by themselves.</summary>
internal static class HeldLease
{
    /// <summary>One that outlasts the test.</summary>
    public static Lease Of(WorkerOptions options) => Hold(new Lease(options with { LeaseTtl = WorkerOptions.LeaseTtlMax }, new LeaseClock(TimeProvider.System)));

    /// <summary>One by a clock of the test's, held from now.</summary>
    public static Lease Of(WorkerOptions options, TimeProvider clock) => Hold(new Lease(options, new LeaseClock(clock)));

    /// <summary>A heartbeat that is sent now is acknowledged, and the plans are read.</summary>
    public static Lease Hold(Lease lease)
    {
        lease.Acknowledge(lease.NowNs);
        Assert.True(lease.PlanRead(lease.NowNs, default));
        return lease;
    }
}
