using Shepherd.Core.Tiers;

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

    /// <summary>
    /// Preempts as Shepherd does, by value, on top of this policy's own choice of batches, with whatever the plan's lanes can do: what preemption would be worth to a policy
    /// that was published without. Default: as published.
    /// </summary>
    public bool PreemptsByValue { get; set; }

    /// <summary>
    /// Serves the tiers of <see cref="ScheduledRequest.Priority"/> strictly, and in overload each tenant's share within a tier: see <see cref="TierOrder"/>. Default: blind to both,
    /// as the rivals were published; quotas hold for every policy.
    /// </summary>
    public bool KeepsTiers
    {
        get => Group.Tiers.Keeps;
        init => Group.Tiers.Keeps = value;
    }

    /// <summary>Its queues and lanes; whoever drives the policy may read them.</summary>
    internal GroupState Group { get; } = new();

    /// <inheritdoc/>
    public void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions)
    {
        if (!Group.Tenants.Admit(request, nowNs))
        {
            decisions.Add(Decision.Drop(request, DropReason.OverQuota));
            return;
        }

        var queue = Queue(request, nowNs);
        Decide(nowNs, decisions);
        OnQueued(queue, nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnCancelled(ScheduledRequest request, long nowNs, List<Decision> decisions)
    {
        request.IsCancelled = true;
        if (Group.Remove(request))
            decisions.Add(Decision.Drop(request, DropReason.Cancelled));
        else
            Group.Lanes.DropCancelled(decisions);
        Decide(nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnFinished(int lane, long nowNs, List<Decision> decisions)
    {
        var run = Group.Lanes.Release(lane);
        Group.Tenants.Finished(run.Batch.Count, nowNs);
        Group.Lanes.Recycle(run);
        Decide(nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnPreempted(int lane, long nowNs, List<Decision> decisions)
    {
        var answered = Group.Lanes[lane].Running?.CountAnswered() ?? 0;
        // On a lane that closed nothing can be kept, whatever was asked for; nor of a batch that is answered in part.
        if (answered == 0 && Group.Lanes[lane] is { Stopping: PreemptionKind.Suspend, IsClosed: false })
        {
            Group.Lanes.Suspend(lane, nowNs);
            Group.Lanes.DropCancelled(decisions);
            Decide(nowNs, decisions);
            return;
        }

        if (answered > 0)
            Group.Tenants.Finished(answered, nowNs);
        var stopped = TakeBack(Group.Lanes.Release(lane), null, nowNs, decisions);
        Decide(nowNs, decisions);
        if (stopped is not null)
            OnQueued(stopped, nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions)
    {
        Group.Replan(plan, Preempts, decisions);
        OnReplanned(nowNs);
        DeadlineQueue? stranded = null;
        while (Group.Lanes.TakeStranded() is { } run)
            stranded = TakeBack(run, stranded, nowNs, decisions);
        Decide(nowNs, decisions);
        if (stranded is not null)
            OnQueued(stranded, nowNs, decisions);
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

    /// <summary>It asks for preemptions where the plan's lanes can be preempted.</summary>
    private protected virtual bool Preempts => PreemptsByValue;

    /// <summary>The group has another plan, and nothing is decided on it yet.</summary>
    private protected virtual void OnReplanned(long nowNs)
    {
    }

    /// <summary>
    /// The fresh batch for an idle lane, of <see cref="GroupState.Candidates"/>; the default when there is none. Where tiers are kept apart it is asked once per tier, the most urgent
    /// first, until one has a batch.
    /// </summary>
    private protected abstract BatchChoice NextBatch(long nowNs);

    /// <summary>Which of a fresh batch and the batches suspended on the lane it is to run.</summary>
    private protected virtual BatchChoice ChooseFor(int lane, BatchChoice fresh, long nowNs) => Resumption.Choose(Group, lane, fresh, nowNs);

    /// <summary>A fresh batch is about to start: what the policy gives up for it, and where the batch is then.</summary>
    private protected virtual BatchChoice Commit(BatchChoice choice, long nowNs, List<Decision> decisions) => choice;

    /// <summary>Requests were queued and the idle lanes are filled: whatever else follows from them.</summary>
    private protected virtual void OnQueued(DeadlineQueue queue, long nowNs, List<Decision> decisions)
    {
        if (!PreemptsByValue)
            return;
        var found = TierPreemption.Find(Group, queue, nowNs);
        if (found.Kind == PreemptionKind.None)
            found = ValuePreemption.Find(Group, queue, nowNs);
        if (found.Kind != PreemptionKind.None)
            decisions.Add(Group.Lanes.Preempt(found.Lane, found.Kind));
    }

    /// <summary>Puts batches on idle lanes: first on those that keep nothing suspended, the lowest first. A policy with a queue per lane overrides it.</summary>
    private protected virtual void Fill(long nowNs, List<Decision> decisions)
    {
        for (var lane = Group.Lanes.FindIdle(); lane >= 0; lane = Group.Lanes.FindIdle(lane + 1))
        {
            if (Group.Lanes[lane].Suspended.Count > 0)
                continue;
            var fresh = NextByTier(nowNs);
            if (fresh.IsNothing)
                break;
            Execute(lane, fresh, nowNs, decisions);
        }

        for (var lane = Group.Lanes.FindIdle(); lane >= 0; lane = Group.Lanes.FindIdle(lane + 1))
        {
            if (Group.Lanes[lane].Suspended.Count > 0)
                Execute(lane, ChooseByTier(lane, NextByTier(nowNs), nowNs), nowNs, decisions);
        }
    }

    /// <summary>Runs a choice on an idle lane.</summary>
    private protected void Execute(int lane, BatchChoice choice, long nowNs, List<Decision> decisions)
    {
        if (choice.Suspended is { } suspended)
            decisions.Add(Group.Lanes.Resume(lane, suspended, nowNs));
        else if (!choice.IsNothing)
            decisions.Add(Group.Dispatch(lane, Commit(choice, nowNs, decisions), nowNs));
    }

    private void Decide(long nowNs, List<Decision> decisions)
    {
        var before = decisions.Count;
        DropLate(nowNs, decisions);
        if (decisions.Count > before)
            Group.Tenants.GaveUp(nowNs);
        Fill(nowNs, decisions);
    }

    private DeadlineQueue Queue(ScheduledRequest request, long nowNs)
    {
        var queue = Enqueue(request, nowNs);
        Group.Tiers.OnQueued(queue, nowNs);
        return queue;
    }

    /// <summary>Queues the requests of a batch again whose work is lost.</summary>
    /// <returns>Of the queues that they are in and the given one, the most urgent.</returns>
    private DeadlineQueue? TakeBack(LaneRun run, DeadlineQueue? queue, long nowNs, List<Decision> decisions)
    {
        foreach (var request in run.Batch)
        {
            if (request.IsAnswered)
                continue;
            if (request.IsCancelled)
                decisions.Add(Decision.Drop(request, DropReason.Cancelled));
            else if (request.Model >= Group.Plan.Models.Count)
                decisions.Add(Decision.Drop(request, DropReason.ModelLeft));
            else if (request.Attempts >= AttemptsMax)
                decisions.Add(Decision.Drop(request, DropReason.PreemptLimit));
            else
                queue = MoreUrgent(queue, Queue(request, nowNs));
        }

        Group.Lanes.Recycle(run);
        return queue;
    }

    private static DeadlineQueue MoreUrgent(DeadlineQueue? one, DeadlineQueue other) => one is null || other.Tier <= one.Tier ? other : one;

    /// <summary>The fresh batch of the most urgent tier that has one.</summary>
    private BatchChoice NextByTier(long nowNs)
    {
        if (!KeepsTiers)
            return NextBatch(nowNs);
        BatchChoice choice = default;
        for (var more = Group.Tiers.First(nowNs); more && choice.IsNothing; more = Group.Tiers.Next())
            choice = NextBatch(nowNs);
        Group.Tiers.Clear();
        return choice;
    }

    private BatchChoice ChooseByTier(int lane, BatchChoice fresh, long nowNs) =>
        Group.Tiers.Decide(Group.Lanes[lane], fresh, nowNs) ?? ChooseFor(lane, fresh, nowNs);
}
