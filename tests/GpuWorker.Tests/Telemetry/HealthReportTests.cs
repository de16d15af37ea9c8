using Shepherd.GpuWorker.Telemetry.Health;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class HealthReportTests
{
    private static readonly TimeSpan Now = TimeSpan.Zero;

    private static readonly HealthFacts Well = new(
        WorkerState.Ready, new Epoch(1, 1), [new OwnedPartitions("g", [0])], ["m"], [], Now, Now, Now, null, null, 0);

    [Fact]
    public void Of_FollowingWarmAndPolled_IsReadyWithoutAWord()
    {
        var report = HealthReport.Of(Well);

        Assert.Equal((HealthState.Ready, true, true), (report.State, report.IsReady, report.IsLive));
        Assert.Empty(report.Reasons);
    }

    [Fact]
    public void Of_NoPlanYet_IsStarting() => Assert.Equal(HealthState.Starting, State(Well with { Epoch = default }, "waits for a plan"));

    [Fact]
    public void Of_Fenced_IsDegradedAndSaysSo() => Assert.Equal(HealthState.Degraded, State(Well with { IsFenced = true }, "its lease ran out"));

    [Fact]
    public void Of_StillLoading_IsStartingAndLive()
    {
        var facts = Well with { Worker = WorkerState.Starting, PollAge = null, StepAge = null, BrokerAge = null, WarmModels = [] };

        Assert.Equal(HealthState.Starting, State(facts, "loads"));
        Assert.True(HealthReport.Of(facts).IsLive);
    }

    [Fact]
    public void Of_NoPartition_IsReadyAndSaysSpare() => Assert.Equal(HealthState.Ready, State(Well with { Owned = [] }, "spare"));

    [Theory]
    [InlineData("", "model bad is refused: no weights")]
    [InlineData("2", "model bad version 2 is refused: no weights")]
    [InlineData("2", "model bad version 2 is refused (version 1 of it serves): no weights", "1")]
    [InlineData("2", "model bad version 2 is refused (version 2 of it serves, as it was loaded before): no weights", "2")]
    public void Of_RefusedVersion_IsReadyAndSaysWhich(string version, string expected, params string[] serving) =>
        Assert.Equal(HealthState.Ready, State(Well with { Refused = [new("bad", version, "no weights", serving)] }, expected));

    [Fact]
    public void Of_BrokerSilentPastTheTtl_IsDegraded()
    {
        Assert.Equal(HealthState.Ready, HealthReport.Of(Well with { BrokerAge = HealthReport.BrokerAgeMax }).State);
        Assert.Equal(HealthState.Degraded, State(Well with { BrokerAge = HealthReport.BrokerAgeMax + TimeSpan.FromSeconds(1) }, "Kafka has acknowledged nothing for 4.0 s"));
        Assert.Equal(HealthState.Degraded, State(Well with { BrokerAge = null }, "nothing yet"));
    }

    [Fact]
    public void Of_LoopsThatStandStill_AreDegradedThenDead()
    {
        var slow = HealthReport.StepAgeMax + TimeSpan.FromSeconds(1);
        Assert.Equal(HealthState.Degraded, State(Well with { StepAge = slow }, "the driver made no step"));
        Assert.Equal(HealthState.Degraded, State(Well with { PollAge = HealthReport.PollAgeMax + slow }, "was not polled"));
        Assert.True(HealthReport.Of(Well with { StepAge = slow }).IsLive);
        Assert.False(HealthReport.Of(Well with { StepAge = HealthReport.StuckAge + slow }).IsLive);
        Assert.False(HealthReport.Of(Well with { PollAge = HealthReport.StuckAge + slow }).IsLive);
    }

    [Fact]
    public void Of_Draining_IsNotReadyAndLive()
    {
        var report = HealthReport.Of(Well with { Worker = WorkerState.Draining, PollAge = HealthReport.PollAgeMax + HealthReport.StepAgeMax, InFlight = 3 });

        Assert.Equal((HealthState.Draining, false, true), (report.State, report.IsReady, report.IsLive));
        Assert.Equal(["it takes nothing more; requests to answer: 3"], report.Reasons);
    }

    private static HealthState State(HealthFacts facts, string reason)
    {
        var report = HealthReport.Of(facts);
        Assert.Contains(reason, Assert.Single(report.Reasons), StringComparison.Ordinal);
        return report.State;
    }
}
