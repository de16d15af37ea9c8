using System.Threading.Channels;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry.Timelines;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Telemetry.Decisions;

/// <summary>
/// Writes what was decided, predicted beside actual, to the topic of decisions. The driver only notes it in a bounded queue: what there is no room for is dropped and counted, and nothing waits.
/// </summary>
internal sealed class DecisionLog : IServingEvents
{
    /// <summary>Of each kind, in <see cref="DecisionLogging.Sampled"/>: enough to judge predictions by, a hundredth of what a lane can be given in a second.</summary>
    public const int SampledPerSecond = 100;

    /// <summary>Decisions that wait to be written: a second or more of a busy worker, under a megabyte.</summary>
    public const int QueueMax = 4096;

    /// <summary>Ids named in a record; the rest is counted.</summary>
    public const int IdsMax = 64;

    private const double NsPerMs = 1e6;

    private readonly WorkerOptions _options;
    private readonly PlanFollower _plan;
    private readonly WorkerClock _clock;
    private readonly Channel<DecisionRecord> _queue = Channel.CreateBounded<DecisionRecord>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    private readonly SecondQuota _batches = new(SampledPerSecond);
    private readonly SecondQuota _preemptions = new(SampledPerSecond);
    private readonly SecondQuota _drops = new(SampledPerSecond);
    private long _lost;
    private long _skipped;

    public DecisionLog(WorkerOptions options, PlanFollower plan, WorkerClock clock) => (_options, _plan, _clock) = (options, plan, clock);

    /// <summary>What is to be written.</summary>
    public ChannelReader<DecisionRecord> Queue => _queue.Reader;

    /// <summary>Records that there was no room for, or that the broker did not take.</summary>
    public long LostRecords => Interlocked.Read(ref _lost);

    /// <summary>Decisions beyond the sampled ones.</summary>
    public long SkippedRecords => Interlocked.Read(ref _skipped);

    public void Stopped(LaneBatch batch, long nowNs)
    {
        if (!IsWanted(_preemptions, nowNs))
            return;
        var isLost = batch.Stopping == PreemptionKind.None;
        var how = isLost ? "lost with its lane" : !batch.IsSuspended ? "restarted" : batch.IsKept ? "suspended" : "suspended, but its lane could not keep it";
        Note(Of(DecisionKind.Preempt, batch, nowNs, how) with { PredictedMs = null, ActualMs = isLost ? null : (nowNs - batch.StoppingNs) / NsPerMs });
    }

    public void Finished(LaneBatch batch, FinishedBatch done, long nowNs)
    {
        if (IsWanted(_batches, nowNs))
            Note(Of(DecisionKind.Batch, batch, batch.DispatchedNs, done.IsMeasure ? "" : "failed") with { ActualMs = done.DurationNs / NsPerMs });
    }

    public void Dropped(WorkItem item, DropReason reason, long nowNs)
    {
        if (!IsWanted(_drops, nowNs))
            return;
        Note(New(DecisionKind.Drop, nowNs, reason.ToString()) with
        {
            Model = item.Record.Model,
            Bucket = item.Bucket,
            Size = 1,
            Requests = [item.Id],
        });
    }

    public void LeaseLost() => NoteLease("the lease ran out: no heartbeat was acknowledged in time");

    public void LeaseHeld(TimeSpan fenced, int partitions) =>
        NoteLease($"the lease holds again; partitions given up when it ran out: {partitions}", fenced.TotalMilliseconds);

    /// <summary>A timeline is whole.</summary>
    public void Tell(Timeline timeline)
    {
        if (_options.Decisions == DecisionLogging.Off)
            return;
        var more = timeline.LeftOut > 0 ? $"{timeline.LeftOut} further events are not told" : "";
        Note(New(DecisionKind.Trace, timeline.TakenNs, more) with
        {
            Model = timeline.Model,
            Size = 1,
            Requests = [timeline.Id],
            Events = [.. timeline.Events.Select(e => new TraceEvent(ToInstant(e.AtNs), e.What, e.Detail, e.Lane))],
        });
    }

    /// <summary>A record was not written.</summary>
    public void Lost() => Interlocked.Increment(ref _lost);

    /// <summary>Nothing more is noted; the queue ends once it is empty.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    private void NoteLease(string reason, double? fencedMs = null)
    {
        if (_options.Decisions != DecisionLogging.Off)
            Note(New(DecisionKind.Lease, _clock.NowNs, reason) with { Subject = _options.Name, ActualMs = fencedMs });
    }

    private bool IsWanted(SecondQuota quota, long nowNs)
    {
        if (_options.Decisions == DecisionLogging.All)
            return true;
        if (_options.Decisions == DecisionLogging.Off)
            return false;
        if (quota.TryTake(nowNs))
            return true;
        Interlocked.Increment(ref _skipped);
        return false;
    }

    private void Note(DecisionRecord record)
    {
        if (!_queue.Writer.TryWrite(record))
            Lost();
    }

    private DecisionRecord Of(DecisionKind kind, LaneBatch batch, long atNs, string reason)
    {
        var first = batch.Items[0];
        var ids = new string[Math.Min(batch.Items.Length, IdsMax)];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = batch.Items[i].Id;
        return New(kind, atNs, reason) with
        {
            Model = first.Record.Model,
            Bucket = first.Bucket,
            Lane = batch.Lane,
            Size = batch.Items.Length,
            Requests = ids,
            PredictedMs = batch.TotalNs / NsPerMs,
        };
    }

    private DecisionRecord New(DecisionKind kind, long atNs, string reason) => new(kind, ToInstant(atNs), _options.Name, _plan.Epoch, reason);

    private static DateTimeOffset ToInstant(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / TimeSpan.NanosecondsPerTick);
}
