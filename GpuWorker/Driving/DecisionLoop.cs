using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving.Isolation;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker.Driving;

/// <summary>
/// One event at a time into the policy, its decisions to the lanes: the driver without its thread and its clock, so that events at given instants give the same decisions here and in the
/// simulator.
/// </summary>
/// <param name="policy">Decides.</param>
/// <param name="models">Whose latencies the measured runs correct.</param>
/// <param name="lanes">Those that stay, numbered from 0.</param>
/// <param name="giveUp">Gives a request its outcome without a run, at an instant.</param>
/// <param name="isolator">Finds which requests fail a batch.</param>
/// <param name="events">Told what happens.</param>
/// <param name="isOwnKind">Lanes by number whose runs refine the models' profiles; null: all of those that stay.</param>
internal sealed class DecisionLoop(ISchedulingPolicy policy, ServedModels models, IEnumerable<ILane> lanes, Action<WorkItem, DropReason, long> giveUp, Isolator isolator, IServingEvents? events = null, Func<int, bool>? isOwnKind = null)
{
    private readonly IServingEvents _events = events ?? NoEvents.Instance;
    private readonly List<Decision> _decisions = [];
    private readonly DecisionDigest _digest = new();
    private readonly LaneRoster _lanes = new(lanes);
    private readonly List<LaneBatch?> _running = [.. lanes.Select(_ => (LaneBatch?)null)];
    private readonly List<LaneBatch> _suspended = [];
    private readonly int _ownLanes = lanes.Count();
    private ServingPlan? _plan;

    /// <summary>Next instant at which time alone could change something.</summary>
    public long NextWakeNs => policy.NextWakeNs;

    /// <summary>Decisions so far.</summary>
    public long Decisions { get; private set; }

    /// <summary>Batches that were stopped so far.</summary>
    public long Preemptions { get; private set; }

    /// <summary>Of all decisions so far and their instants.</summary>
    public ulong Digest => _digest.Value;

    /// <summary>Models changed.</summary>
    /// <param name="plan">What is served; its lanes are those that are here.</param>
    /// <param name="nowNs">Now.</param>
    public void Plan(ServingPlan plan, long nowNs)
    {
        while (_running.Count < _lanes.Count)
            _running.Add(null);
        _plan = plan with { Lanes = _lanes.Count, Closed = _lanes.Closed };
        policy.OnPlan(_plan, nowNs, _decisions);
        Execute(nowNs);
    }

    /// <summary>Tells the policy of an event, or of nothing but the time, and does what it decides.</summary>
    public void Step(DriverEvent next, long nowNs)
    {
        if (next.Arrived is { } item)
            Arrive(item, nowNs);
        else if (next.Finished is { } done)
            Finish(done, nowNs);
        else if (next.Preempted is { } stopped)
            Preempt(stopped, nowNs);
        else if (next.Lanes is { } change)
            Change(change, nowNs);
        else if (next.Cancelled is { } cancelled)
            policy.OnCancelled(cancelled, nowNs, _decisions);
        else
            policy.OnTime(nowNs, _decisions);
        Execute(nowNs);
    }

    private void Arrive(WorkItem item, long nowNs)
    {
        _events.Arrived(item, nowNs);
        policy.OnArrival(item, nowNs, _decisions);
    }

    private void Finish(FinishedBatch done, long nowNs)
    {
        var first = done.Batch[0];
        if (done.IsMeasure)
            models[first.Model].Ran(first.Bucket, done.Batch.Count, done.DurationNs, isOwnKind?.Invoke(done.Lane) ?? done.Lane < _ownLanes);
        var batch = _running[done.Lane]!;
        if (!isolator.Note(batch, done))
        {
            if (batch.Stopping != PreemptionKind.None)
            {
                HandBack(batch, isKept: false, nowNs);
                return;
            }

            if (isolator.Next(batch, nowNs) is { } part)
            {
                _lanes[batch.Lane].Run(part);
                return;
            }
        }

        _events.Finished(batch, batch.Search is null ? done : isolator.End(batch), nowNs);
        // One that was told to stop and finished all the same has finished: the policy knows no other end of it.
        Leave(done.Lane);
        policy.OnFinished(done.Lane, nowNs, _decisions);
    }

    private void Change(LaneChange change, long nowNs)
    {
        if (change.Kind == LaneChangeKind.Joined)
        {
            foreach (var lane in change.Lanes)
                _lanes.Join(lane);
            Plan(_plan!, nowNs);
            return;
        }

        List<int> leaving = [.. change.Lanes.Select(_lanes.NumberOf).Where(n => n >= 0)];
        foreach (var number in leaving)
            Close(number, isLost: change.Kind == LaneChangeKind.Lost, nowNs);
        Plan(_plan!, nowNs);
        if (change.Kind != LaneChangeKind.Lost)
            return;
        foreach (var number in leaving)
        {
            if (_running[number] is { } lost)
            {
                HandBack(lost, isKept: false, nowNs);
                Execute(nowNs);
            }

            _lanes.Free(number);
            isolator.Forget(number);
        }
    }

    /// <summary>Nothing stays suspended on a lane that closes: the policy queues it again as soon as the plan says so.</summary>
    private void Close(int number, bool isLost, long nowNs)
    {
        _lanes.Close(number);
        for (var i = _suspended.Count - 1; i >= 0; i--)
        {
            var batch = _suspended[i];
            if (batch.Lane != number)
                continue;
            _suspended.RemoveAt(i);
            foreach (var item in batch.Items)
                item.Batch = null;
            if (batch.IsKept && !isLost)
                _lanes[number].Discard(batch.Items);
            batch.GiveBack();
            _events.Stopped(batch, nowNs);
            models[batch.Items[0].Model].Holds.Release();
        }
    }

    private void Preempt(PreemptedBatch stopped, long nowNs)
    {
        Preemptions++;
        var batch = _running[stopped.Lane]!;
        // A part of a batch says nothing of where batches stop.
        if (batch.Search is null)
            models[batch.Items[0].Model].Stops.Observe(batch.TotalNs, Math.Max(0, nowNs - batch.ExitNs));
        HandBack(batch, stopped.IsKept, nowNs);
    }

    /// <summary>A batch did not come to its end: it is suspended, or its requests that have no outcome go back to the policy.</summary>
    private void HandBack(LaneBatch batch, bool isKept, long nowNs)
    {
        if (batch.Search is not null)
            isolator.End(batch);
        if (batch.Answered == 0 && batch.Stopping == PreemptionKind.Suspend && !_lanes.IsClosed(batch.Lane))
        {
            _running[batch.Lane] = null;
            batch.Suspend(isKept);
            _suspended.Add(batch);
        }
        else
        {
            Leave(batch.Lane);
            if (isKept)
                _lanes[batch.Lane].Discard(batch.Items);
        }

        _events.Stopped(batch, nowNs);
        policy.OnPreempted(batch.Lane, nowNs, _decisions);
    }

    private void Leave(int lane)
    {
        var items = _running[lane]!.Items;
        foreach (var item in items)
            item.Batch = null;
        _running[lane] = null;
        models[items[0].Model].Holds.Release();
    }

    private void Execute(long nowNs)
    {
        foreach (var decision in _decisions)
        {
            Decisions++;
            _digest.Add(decision, nowNs);
            switch (decision.Verb)
            {
                case DecisionVerb.Dispatch:
                    Dispatch(decision, nowNs);
                    break;
                case DecisionVerb.PreemptRestart:
                    Stop(decision.Lane, PreemptionKind.Restart, nowNs);
                    break;
                case DecisionVerb.PreemptSuspend:
                    Stop(decision.Lane, PreemptionKind.Suspend, nowNs);
                    break;
                case DecisionVerb.Resume:
                    Resume(decision, nowNs);
                    break;
                case DecisionVerb.Drop:
                    GiveUp((WorkItem)decision.Dropped!, decision.Reason, nowNs);
                    break;
                default:
                    throw new NotSupportedException($"this driver knows no {decision.Verb}");
            }
        }

        _decisions.Clear();
    }

    private void Dispatch(in Decision decision, long nowNs)
    {
        // A copy: the list is the policy's, which uses it again when the batch has ended.
        WorkItem[] items = [.. decision.Batch!.Cast<WorkItem>()];
        var batch = _running[decision.Lane] = new LaneBatch(items, decision.Lane, nowNs, decision.PredictedNs);
        // Its requests are answered before the policy hears that it ended.
        models[items[0].Model].Holds.Take();
        foreach (var item in items)
        {
            item.Attempts++;
            item.Batch = batch;
        }

        // Before it runs: its lane reads what is noted of its requests.
        _events.Dispatched(batch, nowNs);
        _lanes[decision.Lane].Run(items);
    }

    private void Stop(int lane, PreemptionKind kind, long nowNs)
    {
        var batch = _running[lane]!;
        batch.Stop(kind, nowNs, models[batch.Items[0].Model].Stops.ExitPoints);
        // Of a part nothing is kept: its batch could not go on from there.
        _lanes[lane].Stop(batch.Search is null ? kind : PreemptionKind.Restart);
        _events.Stopping(batch, nowNs);
    }

    private void Resume(in Decision decision, long nowNs)
    {
        var batch = ((WorkItem)decision.Batch![0]).Batch!;
        _suspended.Remove(batch);
        batch.Resume(nowNs, decision.PredictedNs);
        _running[decision.Lane] = batch;
        _events.Resumed(batch, nowNs);
        if (batch.IsKept)
        {
            _lanes[decision.Lane].Resume(batch.Items);
            return;
        }

        // Its lane could not keep it: that is one more try.
        foreach (var item in batch.Items)
            item.Attempts++;
        _lanes[decision.Lane].Run(batch.Items);
    }

    private void GiveUp(WorkItem item, DropReason reason, long nowNs)
    {
        _events.Dropped(item, reason, nowNs);
        if (item.Batch is { IsSuspended: true } batch)
        {
            item.Batch = null;
            if (batch.GiveUpOne())
            {
                Abandon(batch, nowNs);
                models[item.Model].Holds.Release();
            }
        }

        if (reason == DropReason.Late)
            models[item.Model].GaveUp(item.Bucket);
        giveUp(item, reason, nowNs);
    }

    private void Abandon(LaneBatch batch, long nowNs)
    {
        _suspended.Remove(batch);
        if (batch.IsKept)
            _lanes[batch.Lane].Discard(batch.Items);
        _events.Abandoned(batch, nowNs);
    }
}
