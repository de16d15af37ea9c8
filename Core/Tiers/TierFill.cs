using Shepherd.Core.Policies;

namespace Shepherd.Core.Tiers;

/// <summary>Fills what room a batch has with less urgent requests of its model and bucket, so that keeping tiers apart does not cost batching.</summary>
internal static class TierFill
{
    private static readonly Comparison<ScheduledRequest> ByDeadline = (a, b) => RequestOrder.Of(a).CompareTo(RequestOrder.Of(b));

    /// <summary>Adds as many as make nobody late: not those in the batch, nor what waits elsewhere at least as urgently and could still have waited for the batch as it is.</summary>
    public static void FillUp(GroupState group, DeadlineQueue queue, List<ScheduledRequest> batch, long nowNs)
    {
        var ranks = group.RanksOf(queue);
        var room = group.MaxBatch(queue) - batch.Count;
        var chosen = batch.Count;
        for (var rank = 0; rank < ranks.Count && room > 0; rank++)
        {
            if (ranks[rank] is not { Count: > 0 } other || other == queue)
                continue;
            var limitNs = Math.Min(LatestEndNs(batch), LatestStartNs(group, other, nowNs + group.EstimateNs(queue, batch.Count)));
            var added = CountFitting(group, queue, other, batch.Count, room, nowNs, limitNs);
            if (added == 0)
                continue;
            other.TakeRange(other.FirstDueFrom(nowNs + group.EstimateNs(queue, batch.Count + added)), added, batch);
            group.Tiers.OnDispatched(other, nowNs);
            (other.DispatchedNs, other.IsProbing) = (nowNs, false);
            room -= added;
        }

        if (batch.Count > chosen)
            batch.Sort(ByDeadline);
    }

    private static bool IsBehind(DeadlineQueue other, DeadlineQueue queue) =>
        other.Tier > queue.Tier || (other.Tier == queue.Tier && other.IsBeyondShare && !queue.IsBeyondShare);

    private static long LatestEndNs(List<ScheduledRequest> batch)
    {
        var latestNs = long.MaxValue;
        foreach (var request in batch)
            latestNs = Math.Min(latestNs, request.DeadlineNs);
        return latestNs;
    }

    /// <summary>Until when the lane may be taken: what waits ahead of the filling, and could start when the batch as it is ends, must still be able to.</summary>
    private static long LatestStartNs(GroupState group, DeadlineQueue filling, long endNs)
    {
        var latestNs = long.MaxValue;
        for (var i = 0; i < group.Queues.Count; i++)
        {
            var waiting = group.Queues[i];
            if (waiting.Count == 0 || waiting == filling || !IsBehind(filling, waiting))
                continue;
            var startNs = waiting.Head.DeadlineNs - group.EstimateNs(waiting, 1);
            if (startNs >= endNs)
                latestNs = Math.Min(latestNs, startNs);
        }

        return latestNs;
    }

    /// <summary>The largest number that can join: the more do, the later the end and the fewer of them meet it.</summary>
    private static int CountFitting(GroupState group, DeadlineQueue queue, DeadlineQueue other, int size, int room, long nowNs, long limitNs)
    {
        var (fits, beyond) = (0, Math.Min(room, other.Count) + 1);
        while (beyond - fits > 1)
        {
            var added = fits + ((beyond - fits) / 2);
            var endNs = nowNs + group.EstimateNs(queue, size + added);
            if (endNs <= limitNs && other.Count - other.FirstDueFrom(endNs) >= added)
                fits = added;
            else
                beyond = added;
        }

        return fits;
    }
}
