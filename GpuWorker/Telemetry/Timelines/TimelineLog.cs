using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry.Decisions;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Telemetry.Timelines;

/// <summary>Tells what happens to the requests that ask for it (header <c>shepherd-trace: 1</c>); one comparison for those that do not.</summary>
/// <param name="clock">For what happens outside the driver.</param>
/// <param name="recent">Keeps the last ones of this worker.</param>
/// <param name="decisions">Takes each once it is whole.</param>
internal sealed class TimelineLog(WorkerClock clock, RecentTimelines recent, DecisionLog decisions) : IServingEvents
{
    private const double NsPerMs = 1e6;

    /// <summary>Neighbours of a batch that are named; the rest is counted.</summary>
    private const int NeighboursMax = 8;

    public void Taken(TakenRecord record, RequestHeaders headers)
    {
        if (!headers.WantsTimeline)
            return;
        var timeline = new Timeline(clock.NowNs) { Id = headers.Id ?? record.FallbackId };
        (record.Trail ??= new RequestTrail()).Timeline = timeline;
        recent.Add(timeline);
        var age = record.TimestampMs is { } producedMs ? $", {Ms(timeline.TakenNs - (producedMs * 1_000_000))} ms after it was produced" : "";
        timeline.Tell(new TimelineEvent(timeline.TakenNs, "taken", $"from {record.Place.Topic} partition {record.Place.Partition.Value} offset {record.Place.Offset.Value}{age}"));
    }

    public void Arrived(WorkItem item, long nowNs)
    {
        if (Of(item) is not { } timeline)
            return;
        (timeline.Id, timeline.Model) = (item.Id, item.Record.Model);
        timeline.Tell(new TimelineEvent(nowNs, "arrived", $"for model {item.Record.Model}, shape bucket {item.Bucket}, priority {item.Priority}; {Slack(item, nowNs)}"));
    }

    public void Dispatched(LaneBatch batch, long nowNs)
    {
        foreach (var item in batch.Items)
        {
            Of(item)?.Tell(
                new TimelineEvent(nowNs, "dispatched", $"on lane {batch.Lane} in a batch of {batch.Items.Length}{Neighbours(batch, item)}; attempt {item.Attempts}, predicted {Ms(batch.TotalNs)} ms; {Slack(item, nowNs)}", batch.Lane),
                runs: 1);
        }
    }

    public void Stopping(LaneBatch batch, long nowNs)
    {
        foreach (var item in batch.Items)
        {
            if (Of(item) is { } timeline)
                Tell(timeline, new TimelineEvent(nowNs, "stopping", $"its batch on lane {batch.Lane} is to stop at the next exit point and {(batch.Stopping == PreemptionKind.Suspend ? "be suspended" : "start from scratch")}", batch.Lane));
        }
    }

    public void Stopped(LaneBatch batch, long nowNs)
    {
        foreach (var item in batch.Items)
        {
            if (Of(item) is not { } timeline)
                continue;
            if (batch.IsSuspended)
                Tell(timeline, new TimelineEvent(nowNs, "suspended", $"on lane {batch.Lane}{(batch.IsKept ? "" : ", which could not keep what was done")}; {Slack(item, nowNs)}", batch.Lane));
            else
                Tell(timeline, new TimelineEvent(nowNs, "stopped", $"on lane {batch.Lane} after {Ms(nowNs - batch.DispatchedNs)} ms, {(item.IsAnswered ? "answered by then" : "queued again")}; {Slack(item, nowNs)}", batch.Lane), runs: -1);
        }
    }

    public void Resumed(LaneBatch batch, long nowNs)
    {
        foreach (var item in batch.Items)
        {
            if (Of(item) is { } timeline)
                Tell(timeline, new TimelineEvent(nowNs, batch.IsKept ? "resumed" : "restarted", $"on lane {batch.Lane} in its batch of {batch.Items.Length}; {Slack(item, nowNs)}", batch.Lane));
        }
    }

    public void Finished(LaneBatch batch, FinishedBatch done, long nowNs)
    {
        foreach (var item in batch.Items)
        {
            if (Of(item) is { } timeline)
                Tell(timeline, new TimelineEvent(EndNs(item, nowNs), "finished", $"on lane {batch.Lane}, ran {Ms(done.DurationNs)} ms, predicted {Ms(batch.TotalNs)} ms{(done.IsMeasure ? "" : ", and failed")}; {Slack(item, nowNs)}", batch.Lane), runs: -1);
        }
    }

    public void Dropped(WorkItem item, DropReason reason, long nowNs)
    {
        if (Of(item) is { } timeline)
            Tell(timeline, new TimelineEvent(nowNs, "dropped", $"reason {reason}, after {item.Attempts} attempts; {Slack(item, nowNs)}"), runs: item.Batch is null ? 0 : -1);
    }

    public void Publishing(TakenRecord record, InferenceResult result)
    {
        if (record.Trail?.Timeline is not { } timeline)
            return;
        (timeline.Id, timeline.Model) = (result.Id, result.Model);
        timeline.Tell(new TimelineEvent(record.PublishedNs, Timeline.Published, $"{result.Outcome.WireName()}{(result.Reason.Length > 0 ? $": {result.Reason}" : "")}; attempts {result.Attempts}"));
    }

    public void Acknowledged(TakenRecord record, InferenceResult result, string topic)
    {
        if (record.Trail?.Timeline is not { } timeline)
            return;
        var nowNs = clock.NowNs;
        var slack = record.DeadlineNs > 0 ? $"; {Slack(record.DeadlineNs, nowNs)}" : "";
        Tell(timeline, new TimelineEvent(nowNs, "acknowledged", $"in {topic} after {Ms(nowNs - record.PublishedNs)} ms{slack}"), isAcknowledged: true);
    }

    private void Tell(Timeline timeline, TimelineEvent told, int runs = 0, bool isAcknowledged = false)
    {
        if (timeline.Tell(told, runs, isAcknowledged))
            decisions.Tell(timeline);
    }

    /// <summary>The lane may have published before the driver learns that the batch ended.</summary>
    private static long EndNs(WorkItem item, long nowNs) => item.Record.PublishedNs is > 0 and var publishedNs ? Math.Min(publishedNs, nowNs) : nowNs;

    private static Timeline? Of(WorkItem item) => item.Record.Trail?.Timeline;

    private static string Neighbours(LaneBatch batch, WorkItem self)
    {
        var others = batch.Items.Where(i => i != self).Select(i => i.Id).ToList();
        if (others.Count == 0)
            return "";
        var rest = others.Count > NeighboursMax ? $" and {others.Count - NeighboursMax} more" : "";
        return $" with {string.Join(", ", others.Take(NeighboursMax))}{rest}";
    }

    private static string Slack(WorkItem item, long nowNs) => Slack(item.DeadlineNs, nowNs);

    private static string Slack(long deadlineNs, long nowNs) => deadlineNs >= nowNs ? $"{Ms(deadlineNs - nowNs)} ms to its deadline" : $"late by {Ms(nowNs - deadlineNs)} ms";

    private static string Ms(long ns) => (ns / NsPerMs).ToString("0.000", CultureInfo.InvariantCulture);
}
