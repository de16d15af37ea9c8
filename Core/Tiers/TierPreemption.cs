using Shepherd.Core.Flex;
using Shepherd.Core.Policies;

namespace Shepherd.Core.Tiers;

/// <summary>Stops a batch of a less urgent tier where that saves requests of a more urgent one, whatever the counts say: one saved outweighs all that are lost below it.</summary>
internal static class TierPreemption
{
    /// <summary>Of the lanes that run less urgent batches, one of the least urgent tier; of those the one with the fewest requests. Of kind <see cref="PreemptionKind.None"/> where none saves a request.</summary>
    public static (int Lane, PreemptionKind Kind) Find(GroupState group, DeadlineQueue queue, long nowNs)
    {
        var none = (-1, PreemptionKind.None);
        if (!group.Tiers.Keeps || group.Plan.Preemption.Kind == PreemptionKind.None || queue.Count == 0 || group.Lanes.FindIdle() >= 0)
            return none;
        var waiting = FeasibleBatch.CountInTime(group, queue, group.Lanes.SoonestFreeNs(nowNs));
        if (waiting >= Math.Min(queue.Count, group.MaxBatch(queue)))
            return none;
        var (best, bestTier, bestCount) = (-1, queue.Tier, int.MaxValue);
        for (var lane = 0; lane < group.Lanes.Count; lane++)
        {
            var state = group.Lanes[lane];
            if (!state.IsStoppable)
                continue;
            var run = state.Running!;
            if (run.Tier <= queue.Tier || run.Tier < bestTier || (run.Tier == bestTier && run.Batch.Count >= bestCount))
                continue;
            var freeNs = group.Plan.FreeNs(run, nowNs);
            if (freeNs < run.EndNs && FeasibleBatch.CountInTime(group, queue, freeNs) > waiting)
                (best, bestTier, bestCount) = (lane, run.Tier, run.Batch.Count);
        }

        return best < 0 ? none : (best, group.Lanes.CanSuspend(best) ? PreemptionKind.Suspend : PreemptionKind.Restart);
    }
}
