using Shepherd.Core.Tenants;
using Shepherd.Core.Tiers;

namespace Shepherd.Core.Policies;

/// <summary>Queues and lanes of one serving group: what every policy keeps, whatever it decides.</summary>
internal sealed class GroupState
{
    /// <summary>One second: a lane loses little to a model that stays too slow, and one that has recovered serves again soon.</summary>
    public const long ProbeIntervalNs = 1_000_000_000;

    /// <summary>By shard, model, bucket and rank; null where nothing turned up yet.</summary>
    private readonly List<List<List<List<DeadlineQueue?>>>> _byShard = [];
    private readonly List<DeadlineQueue> _queues = [];

    public GroupState() => Tiers = new TierOrder(this);

    public ServingPlan Plan { get; private set; } = new([], 0);

    /// <summary>All queues, in the order they turned up: the same for the same arrivals. Only to be read; as an interface each loop over it would allocate.</summary>
    public List<DeadlineQueue> Queues => _queues;

    /// <summary>The queues of the tier that is to run next; all queues where tiers are not kept apart.</summary>
    public List<DeadlineQueue> Candidates => Tiers.InSight ?? Queues;

    public LaneBoard Lanes { get; } = new();

    public TierOrder Tiers { get; }

    public TenantLedger Tenants { get; } = new();

    public int Queued { get; private set; }

    /// <summary>Batches that could be in another model's way run in segments, so that they can be suspended.</summary>
    public bool Segments { get; private set; }

    public DeadlineQueue Enqueue(ScheduledRequest request, int shard = 0)
    {
        var queue = QueueOf(request, shard);
        if (queue.SloNs != request.DeadlineNs - request.ArrivalNs)
        {
            queue.SloNs = request.DeadlineNs - request.ArrivalNs;
            if (Segments)
                Resegment();
        }

        queue.Add(request);
        Queued++;
        return queue;
    }

    public void Replan(ServingPlan plan, bool segments, List<Decision> decisions)
    {
        if (plan.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(plan));
        Plan = plan;
        Tenants.Replan(plan.Tenants);
        Segments = segments && plan.Preemption.Kind == PreemptionKind.Suspend;
        Lanes.Replan(plan);
        foreach (var queue in _queues)
        {
            while (queue.Model >= plan.Models.Count && queue.Count > 0)
                Drop(queue, DropReason.ModelLeft, decisions);
        }

        Resegment();
    }

    /// <summary>From now on batches run in segments where they should, or never.</summary>
    public void Segment(bool segments)
    {
        segments &= Plan.Preemption.Kind == PreemptionKind.Suspend;
        if (segments == Segments)
            return;
        Segments = segments;
        Resegment();
    }

    /// <summary>Takes out the whole of a queue, to queue it elsewhere.</summary>
    public void TakeAll(DeadlineQueue queue, List<ScheduledRequest> into)
    {
        Queued -= queue.Count;
        queue.TakeRange(0, queue.Count, into);
    }

    /// <summary>Takes out a request that waits.</summary>
    /// <returns>False when it does not.</returns>
    public bool Remove(ScheduledRequest request)
    {
        if (request.Queue is not { } queue || !queue.Remove(request))
            return false;
        Queued--;
        return true;
    }

    /// <summary>The batch of one that a queue is to try although its estimates say no; of no queue when none is to.</summary>
    public BatchChoice Probe()
    {
        foreach (var queue in Candidates)
        {
            if (queue.Count > 0 && queue.IsProbing)
                return new BatchChoice(queue, 0, 1);
        }

        return default;
    }

    /// <summary>Gives up the head of a queue.</summary>
    public void Drop(DeadlineQueue queue, DropReason reason, List<Decision> decisions)
    {
        decisions.Add(Decision.Drop(queue.TakeHead(), reason));
        Queued--;
    }

    /// <summary>
    /// Gives up, in every queue, the requests that miss their deadline even at the fastest time seen. Only what runs is measured: a queue whose every
    /// measurement is past its requests' deadlines still keeps one request per <see cref="ProbeIntervalNs"/> to be run, and so gets out of a slow time.
    /// </summary>
    public void DropLate(long nowNs, List<Decision> decisions)
    {
        foreach (var queue in _queues)
        {
            queue.IsProbing = false;
            while (queue.Count > 0 && LastStartNs(queue) < nowNs)
            {
                queue.IsProbing = queue.Head.DeadlineNs >= nowNs && queue.DispatchedNs + ProbeIntervalNs <= nowNs;
                if (queue.IsProbing)
                    break;
                Drop(queue, DropReason.Late, decisions);
            }
        }

        Lanes.DropHopeless(nowNs, decisions);
    }

    /// <summary>The next instant at which <see cref="DropLate"/> finds something.</summary>
    public long NextLateNs()
    {
        var next = Lanes.NextHopelessNs();
        foreach (var queue in _queues)
        {
            if (queue.Count > 0)
                next = Math.Min(next, (queue.IsProbing ? queue.Head.DeadlineNs : LastStartNs(queue)) + 1);
        }

        return next;
    }

    /// <summary>Takes a batch out of a queue and puts it on an idle lane.</summary>
    public Decision Dispatch(int lane, BatchChoice choice, long nowNs)
    {
        var queue = choice.Queue!;
        var run = Lanes.Start(lane);
        queue.TakeRange(choice.Index, choice.Count, run.Batch);
        var tier = Tiers.OnDispatched(queue, nowNs);
        if (Tiers.Keeps)
            TierFill.FillUp(this, queue, run.Batch, nowNs);
        var predictedNs = EstimateNs(queue, run.Batch.Count);
        run.Start(nowNs, predictedNs, queue.IsSegmented, tier);
        (queue.DispatchedNs, queue.IsProbing) = (nowNs, false);
        Queued -= run.Batch.Count;
        return Decision.Dispatch(lane, run.Batch, predictedNs, queue.IsSegmented);
    }

    /// <summary>Requests of a batch of the queue, at most: as many as its model takes, or fewer where larger batches of its shape are not worth running.</summary>
    public int MaxBatch(DeadlineQueue queue) => Plan.Models[queue.Model].MaxBatchOf(queue.Bucket);

    /// <summary>How long a batch of the queue would run, in segments where the queue's batches do.</summary>
    public long EstimateNs(DeadlineQueue queue, int batch)
    {
        var wholeNs = Plan.Models[queue.Model].Latency.EstimateNs(queue.Bucket, batch);
        return queue.IsSegmented ? (long)(wholeNs * (1 + Plan.Preemption.SegmentCost)) : wholeNs;
    }

    private long LastStartNs(DeadlineQueue queue) => queue.Head.DeadlineNs - Plan.Models[queue.Model].Latency.FastestNs(queue.Bucket);

    /// <summary>
    /// Segments cost every batch a little, so only those queues have them whose longest batch outlasts what a request of another queue can wait. Where no queue is in
    /// another's way, suspending gains nothing.
    /// </summary>
    private void Resegment()
    {
        foreach (var queue in _queues)
        {
            queue.IsSegmented = false;
            if (queue.Model < Plan.Models.Count && !Plan.Models[queue.Model].CanSuspend)
                continue;
            foreach (var other in _queues)
                queue.IsSegmented |= Segments && other != queue && other.Tier <= queue.Tier && other.SloNs - ShortestNs(other) < LongestNs(queue);
        }
    }

    private long ShortestNs(DeadlineQueue queue) => queue.Model < Plan.Models.Count ? Plan.Models[queue.Model].Latency.EstimateNs(queue.Bucket, 1) : 0;

    private long LongestNs(DeadlineQueue queue) =>
        queue.Model < Plan.Models.Count ? Math.Min(queue.SloNs, Plan.Models[queue.Model].Latency.EstimateNs(queue.Bucket, MaxBatch(queue))) : 0;

    private DeadlineQueue QueueOf(ScheduledRequest request, int shard)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(request.Model, Plan.Models.Count);
        var ranks = Nested(Nested(Nested(_byShard, shard), request.Model), request.Bucket);
        var rank = Tiers.RankOf(request);
        while (ranks.Count <= rank)
            ranks.Add(null);
        if (ranks[rank] is { } known)
            return known;
        var (tier, isBeyondShare) = TierOrder.Split(rank);
        var queue = new DeadlineQueue(request.Model, request.Bucket, tier) { Index = _queues.Count, Shard = shard, IsBeyondShare = isBeyondShare };
        ranks[rank] = queue;
        _queues.Add(queue);
        return queue;
    }

    /// <summary>The queues of one model and bucket, by rank; null where nothing turned up yet.</summary>
    public IReadOnlyList<DeadlineQueue?> RanksOf(DeadlineQueue queue) => _byShard[queue.Shard][queue.Model][queue.Bucket];

    private static List<T> Nested<T>(List<List<T>> lists, int index)
    {
        while (lists.Count <= index)
            lists.Add([]);
        return lists[index];
    }
}
