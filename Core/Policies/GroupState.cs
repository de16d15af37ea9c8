namespace Shepherd.Core.Policies;

/// <summary>Queues and lanes of one serving group: what every policy keeps, whatever it decides.</summary>
internal sealed class GroupState
{
    /// <summary>One second: a lane loses little to a model that stays too slow, and one that has recovered serves again soon.</summary>
    public const long ProbeIntervalNs = 1_000_000_000;

    private readonly List<List<List<DeadlineQueue>>> _byShard = [];
    private readonly List<DeadlineQueue> _queues = [];
    private readonly List<LaneState> _lanes = [];

    public ServingPlan Plan { get; private set; } = new([], 0);

    /// <summary>All queues, in the order they turned up: the same for the same arrivals.</summary>
    public IReadOnlyList<DeadlineQueue> Queues => _queues;

    /// <summary>Lanes in use come first; a lane that left the plan stays until its batch is done.</summary>
    public IReadOnlyList<LaneState> Lanes => _lanes;

    public int Queued { get; private set; }

    public DeadlineQueue Enqueue(ScheduledRequest request, int shard = 0)
    {
        var queue = QueueOf(request.Model, request.Bucket, shard);
        queue.Add(request);
        Queued++;
        return queue;
    }

    public void Replan(ServingPlan plan, List<Decision> decisions)
    {
        while (_lanes.Count < plan.Lanes)
            _lanes.Add(new LaneState());
        Plan = plan;
        foreach (var queue in _queues.Where(q => q.Model >= plan.Models.Count))
        {
            while (queue.Count > 0)
                Drop(queue, DropReason.ModelLeft, decisions);
        }
    }

    /// <summary>Takes out the whole of a queue, to queue it elsewhere.</summary>
    public void TakeAll(DeadlineQueue queue, List<ScheduledRequest> into)
    {
        Queued -= queue.Count;
        queue.TakeRange(0, queue.Count, into);
    }

    /// <summary>The batch of one that a queue is to try although its estimates say no; of no queue when none is to.</summary>
    public (DeadlineQueue? Queue, int Index, int Count) Probe()
    {
        foreach (var queue in _queues)
        {
            if (queue.Count > 0 && queue.IsProbing)
                return (queue, 0, 1);
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
    }

    /// <summary>The next instant at which <see cref="DropLate"/> finds something.</summary>
    public long NextLateNs()
    {
        var next = long.MaxValue;
        foreach (var queue in _queues)
        {
            if (queue.Count > 0)
                next = Math.Min(next, (queue.IsProbing ? queue.Head.DeadlineNs : LastStartNs(queue)) + 1);
        }

        return next;
    }

    /// <summary>Takes a batch out of a queue and puts it on an idle lane.</summary>
    public Decision Dispatch(int lane, DeadlineQueue queue, int index, int count, long nowNs)
    {
        var batch = new List<ScheduledRequest>(count);
        queue.TakeRange(index, count, batch);
        (queue.DispatchedNs, queue.IsProbing) = (nowNs, false);
        Queued -= count;
        _lanes[lane].Running = batch;
        return Decision.Dispatch(lane, batch, EstimateNs(queue, count));
    }

    /// <summary>The lowest idle lane of the plan; -1 when all are busy.</summary>
    public int FindIdle()
    {
        for (var lane = 0; lane < Plan.Lanes; lane++)
        {
            if (_lanes[lane].IsIdle)
                return lane;
        }

        return -1;
    }

    /// <summary>The lane's batch is done or stopped.</summary>
    /// <returns>Its requests.</returns>
    public IReadOnlyList<ScheduledRequest> Release(int lane)
    {
        var state = _lanes[lane];
        var batch = state.Running ?? throw new InvalidOperationException($"lane {lane} is idle");
        (state.Running, state.IsStopping) = (null, false);
        return batch;
    }

    public long EstimateNs(DeadlineQueue queue, int batch) => Plan.Models[queue.Model].Latency.EstimateNs(queue.Bucket, batch);

    private long LastStartNs(DeadlineQueue queue) => queue.Head.DeadlineNs - Plan.Models[queue.Model].Latency.FastestNs(queue.Bucket);

    private DeadlineQueue QueueOf(int model, int bucket, int shard)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(model, Plan.Models.Count);
        var buckets = Nested(Nested(_byShard, shard), model);
        while (buckets.Count <= bucket)
        {
            buckets.Add(new DeadlineQueue(model, buckets.Count) { Index = _queues.Count, Shard = shard });
            _queues.Add(buckets[^1]);
        }

        return buckets[bucket];
    }

    private static List<T> Nested<T>(List<List<T>> lists, int index)
    {
        while (lists.Count <= index)
            lists.Add([]);
        return lists[index];
    }
}
