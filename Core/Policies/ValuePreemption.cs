using Shepherd.Core.Flex;

namespace Shepherd.Core.Policies;

/// <summary>
/// Preemption by value: a running batch is stopped where the requests that this saves are more than those that it makes late and those that the lane could have answered in
/// the time that is lost. What stops costs nothing but the detour when it is suspended; when it restarts, its work so far.
/// </summary>
internal static class ValuePreemption
{
    /// <summary>Starts of a request after which nothing stops it again: each restart costs all its work, and past two the lanes chase their own arrivals.</summary>
    private const int StartsMax = 2;

    /// <summary>The preemption that gains most for a queue that grew, of the lanes that it is not outranked on; of kind <see cref="PreemptionKind.None"/> where none gains.</summary>
    /// <param name="group">Queues and lanes.</param>
    /// <param name="queue">The queue that grew.</param>
    /// <param name="nowNs">Now.</param>
    /// <param name="only">The one lane that serves the queue; -1 where all do.</param>
    public static (int Lane, PreemptionKind Kind) Find(GroupState group, DeadlineQueue queue, long nowNs, int only = -1)
    {
        var none = (-1, PreemptionKind.None);
        if (queue.Count == 0 || group.Plan.Preemption.Kind == PreemptionKind.None || (only < 0 ? group.Lanes.FindIdle() >= 0 : only >= group.Lanes.Count || !group.Lanes[only].IsStoppable))
            return none;
        var waiting = FeasibleBatch.CountInTime(group, queue, group.Lanes.SoonestFreeNs(nowNs, only));
        // What can wait is not worth a preemption: most arrivals end here.
        if (waiting >= Math.Min(queue.Count, group.MaxBatch(queue)))
            return none;
        var (best, bestGain) = (none, 0.0);
        for (var lane = 0; lane < group.Lanes.Count; lane++)
        {
            var state = group.Lanes[lane];
            if ((only >= 0 && lane != only) || !state.IsStoppable || group.Tiers.IsOutranked(queue, state) || Gain(group, queue, lane, waiting, nowNs) is not { } found || found.Gain <= bestGain)
                continue;
            (best, bestGain) = ((lane, found.Kind), found.Gain);
        }

        return best;
    }

    private static (PreemptionKind Kind, double Gain)? Gain(GroupState group, DeadlineQueue queue, int lane, int waiting, long nowNs)
    {
        var run = group.Lanes[lane].Running!;
        var freeNs = group.Plan.FreeNs(run, nowNs);
        if (freeNs >= run.EndNs)
            return null;
        if (run.Model == queue.Model && run.Bucket == queue.Bucket)
            return Regrow(group, queue, run, waiting, freeNs);
        var saved = FeasibleBatch.CountInTime(group, queue, freeNs) - waiting;
        if (saved <= 0)
            return null;
        var detourNs = group.EstimateNs(queue, saved + waiting);
        if (group.Lanes.CanSuspend(lane))
        {
            var delayNs = detourNs + group.Plan.AcknowledgeNs(run) + group.Plan.Preemption.ResumeNs;
            return (PreemptionKind.Suspend, saved - Late(run, run.EndNs, delayNs) - LateSuspended(group.Lanes[lane], run.EndNs, delayNs));
        }

        if (run.Batch[0].Attempts >= StartsMax)
            return null;
        // It starts again after the detour; what it did so far is lost to all that the lane could have answered in that time.
        var wastedNs = freeNs - run.StartedNs;
        var againNs = freeNs + detourNs + run.TotalNs;
        var lost = Late(run, run.EndNs, againNs - run.EndNs) + LateSuspended(group.Lanes[lane], run.EndNs, againNs - run.EndNs);
        return (PreemptionKind.Restart, saved - lost - (wastedNs * Density(run)));
    }

    /// <summary>Requests of one queue share batches, so only a restart with more of them in one batch can gain: what came just after a batch was started.</summary>
    private static (PreemptionKind Kind, double Gain)? Regrow(GroupState group, DeadlineQueue queue, LaneRun run, int waiting, long freeNs)
    {
        if (run.Batch[0].Attempts >= StartsMax)
            return null;
        var together = FeasibleBatch.Find(group, queue, run.Batch, freeNs, BatchGeneration.MaxFeasible).Count;
        var apart = Resumption.CountDue(run, run.EndNs) + waiting;
        return (PreemptionKind.Restart, together - apart - ((freeNs - run.StartedNs) * Density(run)));
    }

    /// <summary>Requests that would be in time if the batch ended at <paramref name="endNs"/>, and are late with the delay.</summary>
    private static int Late(LaneRun run, long endNs, long delayNs) => Resumption.CountDue(run, endNs) - Resumption.CountDue(run, endNs + delayNs);

    private static int LateSuspended(LaneState lane, long startNs, long delayNs)
    {
        var late = 0;
        foreach (var run in lane.Suspended)
        {
            startNs += run.RemainingNs;
            late += Late(run, startNs, delayNs);
        }

        return late;
    }

    /// <summary>Requests per nanosecond that the running batch earns: what a lane's time is worth at least, since the batch was chosen for it.</summary>
    private static double Density(LaneRun run) => run.Batch.Count / (double)Math.Max(1, run.TotalNs);
}
