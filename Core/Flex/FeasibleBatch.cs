using Shepherd.Core.Policies;

namespace Shepherd.Core.Flex;

/// <summary>A batch that meets its deadlines if it starts now: a range of a queue.</summary>
/// <param name="Index">First request taken.</param>
/// <param name="Count">How many; 0 when no batch is feasible.</param>
internal readonly record struct FeasibleBatch(int Index, int Count)
{
    /// <summary>BATCHGEN (SHEPHERD, NSDI'23, algorithm 1) for one model and bucket, in O(log b · log n).</summary>
    /// <param name="group">Latencies and batch limits.</param>
    /// <param name="queue">What waits.</param>
    /// <param name="running">The batch that this one would replace; where it is of the same queue, its requests could run again in this one.</param>
    /// <param name="nowNs">Start of the batch.</param>
    /// <param name="reading">How the paper is read.</param>
    public static FeasibleBatch Find(GroupState group, DeadlineQueue queue, IReadOnlyList<ScheduledRequest>? running, long nowNs, BatchGeneration reading)
    {
        if (running is not null && (running[0].Model != queue.Model || running[0].Bucket != queue.Bucket))
            running = null;
        var limit = Math.Min(group.MaxBatch(queue), queue.Count + (running?.Count ?? 0));
        var headNs = running is null ? queue.Head.DeadlineNs : Math.Min(queue.Head.DeadlineNs, running[0].DeadlineNs);
        // The larger the batch, the longer it runs and the fewer meet their deadlines: the largest feasible size is found by halving.
        var (feasible, beyond) = (0, limit + 1);
        while (beyond - feasible > 1)
        {
            var size = feasible + ((beyond - feasible) / 2);
            var endNs = nowNs + group.EstimateNs(queue, size);
            var fits = reading == BatchGeneration.Literal ? endNs <= headNs : CountDue(queue, running, endNs) >= size;
            if (fits)
                feasible = size;
            else
                beyond = size;
        }

        var index = reading == BatchGeneration.Literal || feasible == 0 ? 0 : queue.FirstDueFrom(nowNs + group.EstimateNs(queue, feasible));
        return new FeasibleBatch(index, feasible);
    }

    /// <summary>Requests of the queue that one largest feasible batch would answer in time if it started then.</summary>
    public static int CountInTime(GroupState group, DeadlineQueue queue, long startNs) => Find(group, queue, null, startNs, BatchGeneration.MaxFeasible).Count;

    private static int CountDue(DeadlineQueue queue, IReadOnlyList<ScheduledRequest>? running, long endNs)
    {
        var due = queue.Count - queue.FirstDueFrom(endNs);
        for (var i = 0; i < running?.Count; i++)
            due += running[i].DeadlineNs >= endNs ? 1 : 0;
        return due;
    }
}
