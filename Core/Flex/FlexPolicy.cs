using Shepherd.Core.Policies;

namespace Shepherd.Core.Flex;

/// <summary>
/// FLEX, SHEPHERD's online serving algorithm (NSDI'23, algorithm 1): an idle lane takes the largest feasible batch over all models; a batch that is at least λ times as large as
/// a running one preempts it, whose requests arrive anew. A preempted batch starts from scratch.
/// </summary>
public sealed class FlexPolicy : GroupPolicy
{
    private readonly FlexOptions _options;

    /// <summary>With options; null: the paper's.</summary>
    /// <exception cref="ArgumentException">They are wrong; the message says which.</exception>
    public FlexPolicy(FlexOptions? options = null)
    {
        _options = options ?? new FlexOptions();
        if (_options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
    }

    private protected override int AttemptsMax => _options.AttemptsMax;

    private protected override bool Preempts => double.IsFinite(_options.Lambda);

    /// <summary>The largest feasible batch; of equals, the one that is due first.</summary>
    private protected override BatchChoice NextBatch(long nowNs)
    {
        BatchChoice best = default;
        var bestDueNs = long.MaxValue;
        foreach (var queue in Group.Candidates)
        {
            if (queue.Count == 0)
                continue;
            var batch = FeasibleBatch.Find(Group, queue, null, nowNs, _options.Batches);
            if (batch.Count == 0 || batch.Count < best.Count)
                continue;
            var dueNs = queue[batch.Index].DeadlineNs;
            if (batch.Count > best.Count || dueNs < bestDueNs)
                (best, bestDueNs) = (new BatchChoice(queue, batch.Index, batch.Count), dueNs);
        }

        return best.Queue is null ? Group.Probe() : best;
    }

    /// <summary>Only the queue that grew can have a larger batch than it had at the last decision.</summary>
    private protected override void OnQueued(DeadlineQueue queue, long nowNs, List<Decision> decisions)
    {
        if (!Preempts || Group.Plan.Preemption.Kind == PreemptionKind.None || queue.Count == 0)
            return;
        // Every lane whose requests cannot join the batch is offered the same one: it is sought once, and not at all where every lane runs more than could wait.
        var alone = -1;
        for (var lane = 0; lane < Group.Lanes.Count; lane++)
        {
            var state = Group.Lanes[lane];
            if (!state.IsStoppable || state.Running is not { } running)
                continue;
            var kind = Group.Lanes.CanSuspend(lane) ? PreemptionKind.Suspend : PreemptionKind.Restart;
            var again = kind == PreemptionKind.Restart && running.Model == queue.Model && running.Bucket == queue.Bucket ? running.Batch : null;
            var least = _options.Lambda * running.Batch.Count;
            if (Math.Min(Group.MaxBatch(queue), queue.Count + (again?.Count ?? 0)) < least)
                continue;
            var size = again is null && alone >= 0 ? alone : FeasibleBatch.Find(Group, queue, again, nowNs, _options.Batches).Count;
            alone = again is null ? size : alone;
            if (size < least)
                continue;
            decisions.Add(Group.Lanes.Preempt(lane, kind));
            // One lane makes room for this queue's batch; a further one would be stopped for requests that are spoken for.
            return;
        }
    }
}
