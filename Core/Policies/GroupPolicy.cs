namespace Shepherd.Core.Policies;

/// <summary>A policy over the queues and lanes of one serving group: keeps both up to date, and leaves to its heirs what runs next.</summary>
public abstract class GroupPolicy : ISchedulingPolicy
{
    private protected GroupPolicy()
    {
    }

    /// <inheritdoc/>
    public long NextWakeNs => Math.Min(NextLateNs, NextDueNs);

    /// <inheritdoc/>
    public int Queued => Group.Queued;

    private protected GroupState Group { get; } = new();

    /// <inheritdoc/>
    public void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions)
    {
        var queue = Enqueue(request, nowNs);
        Decide(nowNs, decisions);
        OnQueued(queue, nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnFinished(int lane, long nowNs, List<Decision> decisions)
    {
        Group.Release(lane);
        Decide(nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnPreempted(int lane, long nowNs, List<Decision> decisions)
    {
        DeadlineQueue? stopped = null;
        foreach (var request in Group.Release(lane))
        {
            if (request.Attempts >= AttemptsMax)
                decisions.Add(Decision.Drop(request, DropReason.PreemptLimit));
            else
                stopped = Enqueue(request, nowNs);
        }

        Decide(nowNs, decisions);
        if (stopped is not null)
            OnQueued(stopped, nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions)
    {
        Group.Replan(plan, decisions);
        Decide(nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnTime(long nowNs, List<Decision> decisions) => Decide(nowNs, decisions);

    /// <summary>Times a request may be started; past it, a preempted one is given up.</summary>
    private protected virtual int AttemptsMax => int.MaxValue;

    /// <summary>When <see cref="DropLate"/> next finds something.</summary>
    private protected virtual long NextLateNs => Group.NextLateNs();

    /// <summary>When a batch that is held back is due; <see cref="long.MaxValue"/> where none is.</summary>
    private protected virtual long NextDueNs => long.MaxValue;

    /// <summary>Queues a request that arrived, or came back: <see cref="ScheduledRequest.Attempts"/> tells them apart. A policy that sends requests to lanes before they run chooses the lane's queue here.</summary>
    private protected virtual DeadlineQueue Enqueue(ScheduledRequest request, long nowNs) => Group.Enqueue(request);

    /// <summary>Gives up what can no longer be answered in time.</summary>
    private protected virtual void DropLate(long nowNs, List<Decision> decisions) => Group.DropLate(nowNs, decisions);

    /// <summary>Puts batches on idle lanes, by default the lowest first. A policy with a queue per lane overrides it.</summary>
    private protected virtual void Fill(long nowNs, List<Decision> decisions)
    {
        while (Group.FindIdle() is var lane and >= 0 && NextBatch(nowNs) is ({ } queue, var index, var count))
            decisions.Add(Group.Dispatch(lane, queue, index, count, nowNs));
    }

    /// <summary>The batch for an idle lane, or one of no queue when there is none: a range of a queue, not empty.</summary>
    private protected abstract (DeadlineQueue? Queue, int Index, int Count) NextBatch(long nowNs);

    /// <summary>Requests were queued and the idle lanes are filled: whatever else follows from them.</summary>
    private protected virtual void OnQueued(DeadlineQueue queue, long nowNs, List<Decision> decisions)
    {
    }

    private void Decide(long nowNs, List<Decision> decisions)
    {
        DropLate(nowNs, decisions);
        Fill(nowNs, decisions);
    }
}
