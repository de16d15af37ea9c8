using Shepherd.Core.Flex;

namespace Shepherd.Core.Policies;

/// <summary>A free lane that keeps suspended batches: go on with one of them, or run a fresh batch first.</summary>
internal static class Resumption
{
    /// <summary>Compares the two orders by the requests that are answered in time. Of the suspended batches, the one with the least slack is looked at; equal orders resume, which frees its state.</summary>
    /// <param name="group">Queues and lanes.</param>
    /// <param name="lane">The free lane.</param>
    /// <param name="fresh">What else it could run; the default for nothing.</param>
    /// <param name="nowNs">Now.</param>
    /// <param name="isBound">Only this lane serves the fresh batch's queue.</param>
    public static BatchChoice Choose(GroupState group, int lane, BatchChoice fresh, long nowNs, bool isBound = false)
    {
        var run = LeastSlack(group.Lanes[lane]);
        var resumed = new BatchChoice(null, 0, 0, run);
        if (fresh.Queue is not { } queue)
            return resumed;
        // It was stopped for what is fresh: to resume it at once would stop and resume it for ever.
        if (group.Lanes[lane].SuspendedNs == nowNs)
            return fresh;
        var resumedEndNs = nowNs + group.Plan.Preemption.ResumeNs + run.RemainingNs;
        var freshEndNs = nowNs + group.EstimateNs(queue, fresh.Count);
        var freshLaterNs = isBound ? resumedEndNs : Math.Min(resumedEndNs, group.Lanes.SoonestEndNs(lane));
        var resumeFirst = CountDue(run, resumedEndNs) + FeasibleBatch.CountInTime(group, queue, freshLaterNs);
        var freshFirst = fresh.Count + CountDue(run, freshEndNs + group.Plan.Preemption.ResumeNs + run.RemainingNs);
        return resumeFirst >= freshFirst ? resumed : fresh;
    }

    /// <summary>Requests of a batch that are in time if it ends then.</summary>
    public static int CountDue(LaneRun run, long endNs)
    {
        // Most urgent first: those in time are at the end.
        var (low, high) = (0, run.Batch.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (run.Batch[middle].DeadlineNs < endNs)
                low = middle + 1;
            else
                high = middle;
        }

        return run.Batch.Count - low;
    }

    private static LaneRun LeastSlack(LaneState lane)
    {
        var best = lane.Suspended[0];
        foreach (var run in lane.Suspended)
        {
            if (run.Batch[0].DeadlineNs - run.RemainingNs < best.Batch[0].DeadlineNs - best.RemainingNs)
                best = run;
        }

        return best;
    }
}
