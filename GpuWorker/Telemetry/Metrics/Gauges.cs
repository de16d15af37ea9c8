using System.Diagnostics.Metrics;
using System.Globalization;
using Shepherd.Core.Tenants;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry.Decisions;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>What is looked at when somebody asks.</summary>
internal static class Gauges
{
    private const double NsPerSecond = 1e9;

    public static void Create(Meter meter, Waiting waiting, LaneTimes lanes, IntakeGate gate, PlanFollower plan, Lease lease, WorkerClock clock, DecisionLog decisions, InFlightGates flows, ConsumerLag lag, IReadOnlyList<Tenant> tenants)
    {
        meter.CreateObservableGauge("shepherd.queue.length", () => waiting.Models.Select(m => new Measurement<long>(m.Queued, m.Tags.Own)), "{request}", "Requests that wait for a batch");
        meter.CreateObservableGauge("shepherd.backlog.work", () => waiting.Models.Select(m => new Measurement<double>(m.BacklogNs / NsPerSecond, m.Tags.Own)), "s", "Lane time of the requests that wait, by the prediction of the last batch");
        meter.CreateObservableGauge("shepherd.oldest.slack", () => waiting.Models.Where(m => m.OldestDeadlineNs < long.MaxValue).Select(m => new Measurement<double>((m.OldestDeadlineNs - clock.NowNs) / NsPerSecond, m.Tags.Own)), "s", "Time to the deadline of the oldest request without an outcome; negative past it, none where nothing waits");
        meter.CreateObservableGauge("shepherd.inflight.requests", () => gate.Records, "{request}", "Requests taken and not answered yet");
        meter.CreateObservableGauge("shepherd.inflight.size", () => gate.Bytes, "By", "Record values of those");
        meter.CreateObservableGauge("shepherd.group.inflight.requests", () => flows.Groups.Select(g => OfGroup((long)g.Value.Records, g.Key)), "{request}", "Requests of a model group taken and not answered yet");
        meter.CreateObservableGauge("shepherd.group.inflight.size", () => flows.Groups.Select(g => OfGroup(g.Value.Bytes, g.Key)), "By", "Record values of those");
        meter.CreateObservableGauge("shepherd.tenant.inflight.requests", () => OfTenants(tenants, i => flows.Tenants[i].Records), "{request}", "Requests of a tenant taken and not answered yet");
        meter.CreateObservableGauge("shepherd.tenant.inflight.size", () => OfTenants(tenants, i => flows.Tenants[i].Bytes), "By", "Record values of those");
        meter.CreateObservableGauge("shepherd.consumer.lag", () => lag.View.Select(l => new Measurement<long>(l.Records, new(MetricNames.Group, l.Group), new(MetricNames.Partition, l.Partition.ToString(CultureInfo.InvariantCulture)))), "{request}", "Records of an owned partition without an outcome, by the end that the last fetch told");
        meter.CreateObservableGauge("shepherd.assignment.epoch", () => plan.Epoch.Number, "1", "Number of the newest plan read, within its planner's term");
        meter.CreateObservableGauge("shepherd.assignment.term", () => plan.Epoch.Term, "1", "Term of the planner whose plan that is");
        meter.CreateObservableGauge("shepherd.worker.lease", () => lease.Left.TotalSeconds, "s", "How long this worker may publish and commit without a further heartbeat acknowledged; 0: it may not");
        meter.CreateObservableCounter("shepherd.lane.busy", () => lanes.Busy(clock.NowNs), "s", "Time that a lane ran batches");
        meter.CreateObservableCounter("shepherd.decisions.dropped", () => new Measurement<long>[] { new(decisions.LostRecords, new KeyValuePair<string, object?>("why", "full")), new(decisions.SkippedRecords, new KeyValuePair<string, object?>("why", "sampled")) }, "{record}", "Decisions that are not in the decision log");
    }

    private static Measurement<long> OfGroup(long value, string group) => new(value, new KeyValuePair<string, object?>(MetricNames.Group, group));

    private static IEnumerable<Measurement<long>> OfTenants(IReadOnlyList<Tenant> tenants, Func<int, long> value) =>
        tenants.Take(BoundedTags<object>.NamesMax).Select((t, i) => new Measurement<long>(value(i), new KeyValuePair<string, object?>(MetricNames.Tenant, t.Name)));
}
