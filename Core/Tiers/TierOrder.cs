using Shepherd.Core.Policies;

namespace Shepherd.Core.Tiers;

/// <summary>
/// Which queues come first: by tier, and within a tier those whose requests came within their tenants' shares. So that the lowest is not starved, one of which nothing
/// was served counts one tier up per <see cref="ServingPlan.AgeingNs"/>, beyond the most urgent one if need be, until it is served. Within a tier nothing ages: which model earns most there is the policy's business.
/// </summary>
internal sealed class TierOrder(GroupState group)
{
    /// <summary>A tier has two ranks: within the tenants' shares, and beyond.</summary>
    private const int RanksPerTier = 2;

    private readonly Waiting[] _waiting = [.. Enumerable.Range(0, (ScheduledRequest.PriorityMax + 1) * RanksPerTier).Select(_ => new Waiting())];
    private readonly List<DeadlineQueue> _inSight = [];
    private bool _isAsking;
    private long _nowNs;
    private long _rank;

    /// <summary>Tiers are kept apart.</summary>
    public bool Keeps { get; set; }

    /// <summary>Queues of the tier that is being asked for a batch; null while none is.</summary>
    public List<DeadlineQueue>? InSight => _isAsking ? _inSight : null;

    /// <summary>The queue that a request belongs to, among those of its model and bucket.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tier.</exception>
    public int RankOf(ScheduledRequest request)
    {
        if (!Keeps)
            return 0;
        ArgumentOutOfRangeException.ThrowIfNegative(request.Priority);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Priority, ScheduledRequest.PriorityMax);
        return (request.Priority * RanksPerTier) + (request.IsBeyondShare ? 1 : 0);
    }

    /// <summary>Tier and place of a rank.</summary>
    public static (int Tier, bool IsBeyondShare) Split(int rank) => (rank / RanksPerTier, rank % RanksPerTier > 0);

    /// <summary>A request was queued.</summary>
    public void OnQueued(DeadlineQueue queue, long nowNs)
    {
        var waiting = _waiting[RankOf(queue)];
        // What was given up while it waited still counts, so that short deadlines do not hide that a tier starves; a long silence does not.
        if (waiting.UnservedSinceNs == long.MaxValue || (nowNs - waiting.LastArrivalNs > group.Plan.AgeingNs && CountOf(RankOf(queue)) == 1))
            waiting.UnservedSinceNs = nowNs;
        waiting.LastArrivalNs = nowNs;
    }

    /// <summary>Some of a queue is served.</summary>
    /// <returns>The tier that it counted as.</returns>
    public int OnDispatched(DeadlineQueue queue, long nowNs)
    {
        var rank = RankOf(queue);
        var tier = (int)Math.Max(int.MinValue, queue.Tier - AgeOf(rank, nowNs));
        _waiting[rank].UnservedSinceNs = CountOf(rank) == 0 ? long.MaxValue : nowNs;
        return tier;
    }

    /// <summary>Puts the queues of the most urgent rank that waits in sight.</summary>
    /// <returns>False when nothing waits.</returns>
    public bool First(long nowNs)
    {
        (_isAsking, _nowNs, _rank) = (true, nowNs, long.MinValue);
        return Next();
    }

    /// <summary>Goes on to the next rank that waits.</summary>
    public bool Next()
    {
        var rank = long.MaxValue;
        _inSight.Clear();
        for (var i = 0; i < group.Queues.Count; i++)
        {
            var queue = group.Queues[i];
            if (queue.Count == 0 || EffectiveRank(queue) is var own && (own <= _rank || own > rank))
                continue;
            if (own < rank)
                _inSight.Clear();
            rank = own;
            _inSight.Add(queue);
        }

        _rank = rank;
        return _inSight.Count > 0;
    }

    /// <summary>Nothing is asked any more.</summary>
    public void Clear() => _isAsking = false;

    /// <summary>The lane's batch is more urgent than a queue: it is not stopped for it, whatever the counts say.</summary>
    public bool IsOutranked(DeadlineQueue queue, LaneState lane) => Keeps && lane.Running!.Tier < queue.Tier;

    /// <summary>Between a fresh batch and those suspended on a lane, the more urgent tier; null where that does not decide.</summary>
    public BatchChoice? Decide(LaneState lane, BatchChoice fresh, long nowNs)
    {
        if (!Keeps || fresh.Queue is not { } queue)
            return null;
        var first = lane.Suspended[0];
        var isMixed = false;
        foreach (var run in lane.Suspended)
        {
            isMixed |= run.Tier != first.Tier;
            if (run.Tier < first.Tier || (run.Tier == first.Tier && LatestNs(run) < LatestNs(first)))
                first = run;
        }

        var tier = queue.Tier - AgeOf(RankOf(queue), nowNs);
        if (tier < first.Tier)
            return fresh;
        return tier > first.Tier || isMixed ? new BatchChoice(null, 0, 0, first) : null;
    }

    private static long LatestNs(LaneRun run) => run.Batch[0].DeadlineNs - run.RemainingNs;

    private static int RankOf(DeadlineQueue queue) => (queue.Tier * RanksPerTier) + (queue.IsBeyondShare ? 1 : 0);

    private long AgeOf(int rank, long nowNs) => Math.Max(0, nowNs - _waiting[rank].UnservedSinceNs) / group.Plan.AgeingNs;

    private long EffectiveRank(DeadlineQueue queue) => RankOf(queue) - (AgeOf(RankOf(queue), _nowNs) * RanksPerTier);

    private int CountOf(int rank)
    {
        var count = 0;
        foreach (var queue in group.Queues)
            count += RankOf(queue) == rank ? queue.Count : 0;
        return count;
    }

    /// <summary>What a rank's queues are waiting for.</summary>
    private sealed class Waiting
    {
        /// <summary>Since when something waited of which nothing was served; <see cref="long.MaxValue"/> when all was.</summary>
        public long UnservedSinceNs { get; set; } = long.MaxValue;

        /// <summary>When a request last came.</summary>
        public long LastArrivalNs { get; set; }
    }
}
