namespace Shepherd.Core.Policies;

/// <summary>A policy over the queues and lanes of one serving group: keeps both up to date, and leaves to its heirs what runs next.</summary>
public abstract class GroupPolicy : ISchedulingPolicy
{
    private protected GroupPolicy()
    {
    }

    /// <inheritdoc/>
    public long NextWakeNs => Group.NextLateNs();

    /// <inheritdoc/>
    public int Queued => Group.Queued;

    private protected GroupState Group { get; } = new();

    /// <inheritdoc/>
    public void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions)
    {
        var queue = Group.Enqueue(request);
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
                stopped = Group.Enqueue(request);
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

    /// <summary>The batch for an idle lane, or one of no queue when there is none: a range of a queue, not empty.</summary>
    private protected abstract (DeadlineQueue? Queue, int Index, int Count) NextBatch(long nowNs);

    /// <summary>Requests were queued and the idle lanes are filled: whatever else follows from them.</summary>
    private protected virtual void OnQueued(DeadlineQueue queue, long nowNs, List<Decision> decisions)
    {
    }

    private void Decide(long nowNs, List<Decision> decisions)
    {
        Group.DropLate(nowNs, decisions);
        while (Group.FindIdle() is var lane and >= 0 && NextBatch(nowNs) is ({ } queue, var index, var count))
            decisions.Add(Group.Dispatch(lane, queue, index, count, nowNs));
    }
}
