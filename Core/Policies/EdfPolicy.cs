namespace Shepherd.Core.Policies;

/// <summary>
/// Earliest deadline first with dynamic batching: an idle lane takes the most urgent request and as many of its model and bucket, most urgent first, as
/// still meet that request's deadline together. Work-conserving, no preemption, blind to priority tiers. A request that cannot
/// meet its deadline even at the fastest time seen is dropped at once; the slower, cautious estimate only sizes batches.
/// </summary>
public sealed class EdfPolicy : GroupPolicy
{
    private protected override BatchChoice NextBatch(long nowNs)
    {
        DeadlineQueue? best = null;
        foreach (var queue in Group.Candidates)
        {
            if (queue.Count > 0 && (best is null || RequestOrder.Of(queue.Head) < RequestOrder.Of(best.Head)))
                best = queue;
        }

        return best is null ? default : new BatchChoice(best, 0, SizeBatch(best, nowNs));
    }

    private int SizeBatch(DeadlineQueue queue, long nowNs)
    {
        var slackNs = queue.Head.DeadlineNs - nowNs;
        var limit = Math.Min(Group.MaxBatch(queue), queue.Count);
        var (fits, beyond) = (1, limit + 1);
        while (beyond - fits > 1)
        {
            var size = fits + ((beyond - fits) / 2);
            if (Group.EstimateNs(queue, size) <= slackNs)
                fits = size;
            else
                beyond = size;
        }

        return fits;
    }
}
