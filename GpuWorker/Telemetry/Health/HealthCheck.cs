using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Lifecycle;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry.Metrics;

namespace Shepherd.GpuWorker.Telemetry.Health;

/// <summary>Gathers what health is judged by.</summary>
internal sealed class HealthCheck(WorkerPulse pulse, Waiting waiting, Heartbeats heartbeats, OffsetTracker tracker, IntakeGate gate, Lease lease, WorkerClock clock, ModelStates states)
{
    public HealthFacts Look() => new(
        heartbeats.State,
        heartbeats.Followed(),
        tracker.Owned(),
        [.. states.View.Where(s => s.Phase == ModelPhase.Ready).Select(s => s.Model).Distinct(StringComparer.Ordinal)],
        RefusedVersion.Of(states.View),
        pulse.PollAge,
        pulse.BrokerAge,
        pulse.StepAge,
        pulse.DecisionAge,
        waiting.OldestDeadlineNs is var deadlineNs && deadlineNs == long.MaxValue ? null : TimeSpan.FromTicks((deadlineNs - clock.NowNs) / TimeSpan.NanosecondsPerTick),
        gate.Records)
    {
        Broken = pulse.Broken,
        IsFenced = !lease.Holds,
    };
}
