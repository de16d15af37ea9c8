namespace Shepherd.Core.Policies;

/// <summary>Queues and lanes of one serving group: what every policy keeps, whatever it decides.</summary>
internal sealed class GroupState
{
    /// <summary>One second: a lane loses little to a model that stays too slow, and one that has recovered serves again soon.</summary>
    public const long ProbeIntervalNs = 1_000_000_000;

    private readonly List<List<List<DeadlineQueue>>> _byShard = [];
    private readonly List<DeadlineQueue> _queues = [];

    public ServingPlan Plan { get; private set; } = new([], 0);

    /// <summary>All queues, in the order they turned up: the same for the same arrivals. Only to be read; as an interface each loop over it would allocate.</summary>
    public List<DeadlineQueue> Queues => _queues;

    public LaneBoard Lanes { get; } = new();

    public int Queued { get; private set; }

    /// <summary>Batches that could be in another model's way run in segments, so that they can be suspended.</summary>
    public bool Segments { get; private set; }

    public DeadlineQueue Enqueue(ScheduledRequest request, int shard = 0)
    {
        var queue = QueueOf(request.Model, request.Bucket, shard);
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
        if (plan.Preemption.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(plan));
        Plan = plan;
        Segments = segments && plan.Preemption.Kind == PreemptionKind.Suspend;
        Lanes.Replan(plan);
        foreach (var queue in _queues)
        {
            while (queue.Model >= plan.Models.Count && queue.Count > 0)
                Drop(queue, DropReason.ModelLeft, decisions);
        }

        Resegment();
    }

    /// <summary>Takes out the whole of a queue, to queue it elsewhere.</summary>
    public void TakeAll(DeadlineQueue queue, List<ScheduledRequest> into)
    {
        Queued -= queue.Count;
        queue.TakeRange(0, queue.Count, into);
    }

    /// <summary>The batch of one that a queue is to try although its estimates say no; of no queue when none is to.</summary>
    public BatchChoice Probe()
    {
        foreach (var queue in _queues)
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
        var predictedNs = EstimateNs(queue, choice.Count);
        var run = Lanes.Start(lane);
        queue.TakeRange(choice.Index, choice.Count, run.Batch);
        run.Start(nowNs, predictedNs, queue.IsSegmented);
        (queue.DispatchedNs, queue.IsProbing) = (nowNs, false);
        Queued -= choice.Count;
        return Decision.Dispatch(lane, run.Batch, predictedNs, queue.IsSegmented);
    }

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
            foreach (var other in _queues)
                queue.IsSegmented |= Segments && other != queue && other.SloNs - ShortestNs(other) < LongestNs(queue);
        }
    }

    private long ShortestNs(DeadlineQueue queue) => queue.Model < Plan.Models.Count ? Plan.Models[queue.Model].Latency.EstimateNs(queue.Bucket, 1) : 0;

    private long LongestNs(DeadlineQueue queue) =>
        queue.Model < Plan.Models.Count ? Math.Min(queue.SloNs, Plan.Models[queue.Model].Latency.EstimateNs(queue.Bucket, Plan.Models[queue.Model].MaxBatch)) : 0;

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
