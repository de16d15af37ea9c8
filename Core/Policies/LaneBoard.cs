namespace Shepherd.Core.Policies;

/// <summary>The lanes of a group, what runs on them and what is suspended there. A lane that left or closed stays until its batch is done; nothing stays suspended there.</summary>
internal sealed class LaneBoard
{
    private readonly List<LaneState> _lanes = [];

    /// <summary>Runs that ended, to be used again: a dispatch allocates nothing once the lists have grown.</summary>
    private readonly Stack<LaneRun> _spare = new();

    private ServingPlan _plan = new([], 0);
    private int _suspended;

    /// <summary>Lanes of the plan, closed ones included; further ones only finish what they run.</summary>
    public int Count => _plan.Lanes;

    /// <summary>Lanes that take batches.</summary>
    public int OpenCount => _plan.OpenLanes;

    public LaneState this[int lane] => _lanes[lane];

    public void Replan(ServingPlan plan)
    {
        while (_lanes.Count < plan.Lanes)
            _lanes.Add(new LaneState());
        _plan = plan;
        foreach (var lane in _lanes)
            lane.IsClosed = false;
        foreach (var closed in plan.Closed)
            _lanes[closed].IsClosed = true;
        for (var lane = plan.Lanes; lane < _lanes.Count; lane++)
            _lanes[lane].IsClosed = true;
    }

    /// <summary>A batch that is suspended on a lane that closed: its work is lost, and it waits there no more. Null when there is none.</summary>
    public LaneRun? TakeStranded()
    {
        for (var lane = 0; lane < _lanes.Count && _suspended > 0; lane++)
        {
            if (!_lanes[lane].IsClosed || _lanes[lane].Suspended.Count == 0)
                continue;
            var run = _lanes[lane].Suspended[0];
            Forget(lane, run);
            return run;
        }

        return null;
    }

    /// <summary>The lowest idle lane of the plan, from a lane on; -1 when all are busy.</summary>
    public int FindIdle(int from = 0)
    {
        for (var lane = from; lane < _plan.Lanes; lane++)
        {
            if (_lanes[lane].IsIdle)
                return lane;
        }

        return -1;
    }

    /// <summary>When the first of the running batches is expected to end; <see cref="long.MaxValue"/> when none runs.</summary>
    public long SoonestEndNs(int except = -1)
    {
        var soonestNs = long.MaxValue;
        for (var lane = 0; lane < _plan.Lanes; lane++)
        {
            if (lane != except && _lanes[lane] is { IsClosed: false, Running: { } run })
                soonestNs = Math.Min(soonestNs, run.EndNs);
        }

        return soonestNs;
    }

    /// <summary>When a lane, or the only one asked for, is free without a further preemption; <see cref="long.MaxValue"/> when none runs.</summary>
    public long SoonestFreeNs(long nowNs, int only = -1)
    {
        var soonestNs = long.MaxValue;
        for (var lane = 0; lane < _plan.Lanes; lane++)
        {
            if ((only < 0 || lane == only) && _lanes[lane] is { IsClosed: false, Running: { } run } state)
                soonestNs = Math.Min(soonestNs, state.IsStopping ? _plan.FreeNs(run, nowNs) : run.EndNs);
        }

        return Math.Max(nowNs, soonestNs);
    }

    /// <summary>A run without requests on an idle lane.</summary>
    public LaneRun Start(int lane) => _lanes[lane].Running = _spare.TryPop(out var spare) ? spare : new LaneRun();

    /// <summary>Asks for a preemption.</summary>
    public Decision Preempt(int lane, PreemptionKind kind)
    {
        var state = _lanes[lane];
        state.Stopping = kind;
        if (kind != PreemptionKind.Suspend)
            return Decision.PreemptRestart(lane);
        state.SuspendedBytes += StateBytes(state.Running!);
        return Decision.PreemptSuspend(lane);
    }

    /// <summary>The running batch could be suspended: it is segmented, and its state fits beside what is suspended on the lane.</summary>
    public bool CanSuspend(int lane)
    {
        var run = _lanes[lane].Running!;
        return _plan.Preemption.Kind == PreemptionKind.Suspend && run.IsSegmented && _lanes[lane].SuspendedBytes + StateBytes(run) <= _plan.Preemption.SuspendBudgetBytes;
    }

    /// <summary>The lane's batch stopped or ended; the caller hands the run back by <see cref="Recycle"/> when it has read it.</summary>
    public LaneRun Release(int lane)
    {
        var state = _lanes[lane];
        var run = state.Running ?? throw new InvalidOperationException($"lane {lane} is idle");
        if (state.Stopping == PreemptionKind.Suspend)
            state.SuspendedBytes -= StateBytes(run);
        (state.Running, state.Stopping) = (null, PreemptionKind.None);
        return run;
    }

    /// <summary>The lane's batch is suspended; its work up to the exit point is kept.</summary>
    public void Suspend(int lane, long nowNs)
    {
        var run = Release(lane);
        run.Suspend(nowNs - _plan.AcknowledgeNs(run) - run.StartedNs);
        _lanes[lane].Suspended.Add(run);
        _lanes[lane].SuspendedNs = nowNs;
        _lanes[lane].SuspendedBytes += StateBytes(run);
        _suspended++;
    }

    /// <summary>Goes on with a batch that is suspended on an idle lane.</summary>
    public Decision Resume(int lane, LaneRun run, long nowNs)
    {
        Forget(lane, run);
        run.Resume(nowNs, _plan.Preemption.ResumeNs);
        _lanes[lane].Running = run;
        return Decision.Resume(lane, run.Batch, run.EndNs - nowNs);
    }

    public void Recycle(LaneRun run)
    {
        run.Batch.Clear();
        _spare.Push(run);
    }

    /// <summary>Gives up the suspended batches none of whose requests could still be answered in time.</summary>
    public void DropHopeless(long nowNs, List<Decision> decisions)
    {
        for (var lane = 0; lane < _lanes.Count && _suspended > 0; lane++)
        {
            var suspended = _lanes[lane].Suspended;
            for (var i = suspended.Count - 1; i >= 0; i--)
            {
                if (LastResumeNs(suspended[i]) < nowNs)
                    Drop(lane, suspended[i], DropReason.Late, decisions);
            }
        }
    }

    /// <summary>Gives up the suspended batches that were withdrawn as a whole.</summary>
    public void DropCancelled(List<Decision> decisions)
    {
        for (var lane = 0; lane < _lanes.Count && _suspended > 0; lane++)
        {
            var suspended = _lanes[lane].Suspended;
            for (var i = suspended.Count - 1; i >= 0; i--)
            {
                if (suspended[i].IsCancelled())
                    Drop(lane, suspended[i], DropReason.Cancelled, decisions);
            }
        }
    }

    /// <summary>The next instant at which <see cref="DropHopeless"/> finds something.</summary>
    public long NextHopelessNs()
    {
        var next = long.MaxValue;
        for (var lane = 0; lane < _lanes.Count && _suspended > 0; lane++)
        {
            foreach (var run in _lanes[lane].Suspended)
                next = Math.Min(next, LastResumeNs(run) + 1);
        }

        return next;
    }

    private void Drop(int lane, LaneRun run, DropReason reason, List<Decision> decisions)
    {
        foreach (var request in run.Batch)
            decisions.Add(Decision.Drop(request, request.IsCancelled ? DropReason.Cancelled : reason));
        Forget(lane, run);
        Recycle(run);
    }

    private void Forget(int lane, LaneRun run)
    {
        if (!_lanes[lane].Suspended.Remove(run))
            throw new InvalidOperationException($"lane {lane} keeps no such batch");
        _lanes[lane].SuspendedBytes -= StateBytes(run);
        _suspended--;
    }

    private long LastResumeNs(LaneRun run) => run.Batch[^1].DeadlineNs - run.RemainingNs - _plan.Preemption.ResumeNs;

    private long StateBytes(LaneRun run) => run.Model < _plan.Models.Count ? _plan.Models[run.Model].SuspendedBytes * run.Batch.Count : 0;
}
