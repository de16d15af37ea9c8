namespace Shepherd.Core.Policies;

/// <summary>
/// Earliest deadline first with dynamic batching: an idle lane takes the most urgent request and as many of its model and bucket, most urgent first, as
/// still meet that request's deadline together. Work-conserving, no preemption, blind to priority tiers. A request that cannot
/// meet its deadline even at the fastest time seen is dropped at once; the slower, cautious estimate only sizes batches. Only what runs is measured:
/// a model whose every measurement is past its requests' deadlines still runs one request per <see cref="ProbeIntervalNs"/>, and so gets out of a slow time.
/// </summary>
public sealed class EdfPolicy : ISchedulingPolicy
{
    /// <summary>One second: a lane loses little to a model that stays too slow, and one that has recovered serves again soon.</summary>
    public const long ProbeIntervalNs = 1_000_000_000;

    private readonly List<List<BatchQueue>> _queues = [];
    private readonly SortedSet<int> _idle = [];
    private ServingPlan _plan = new([], 0);

    /// <inheritdoc/>
    public long NextWakeNs
    {
        get
        {
            var wake = long.MaxValue;
            foreach (var queue in AllQueues())
            {
                if (queue.Count > 0)
                    wake = Math.Min(wake, (queue.IsProbing ? queue.Head.DeadlineNs : LastStartNs(queue, queue.Head)) + 1);
            }

            return wake;
        }
    }

    /// <inheritdoc/>
    public int Queued { get; private set; }

    /// <inheritdoc/>
    public void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions)
    {
        QueueOf(request.Model, request.Bucket).Add(request);
        Queued++;
        Decide(nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnFinished(int lane, long nowNs, List<Decision> decisions)
    {
        if (lane < _plan.Lanes)
            _idle.Add(lane);
        Decide(nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnPreempted(int lane, long nowNs, List<Decision> decisions) => OnFinished(lane, nowNs, decisions);

    /// <inheritdoc/>
    public void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions)
    {
        for (var lane = _plan.Lanes; lane < plan.Lanes; lane++)
            _idle.Add(lane);
        _idle.RemoveWhere(lane => lane >= plan.Lanes);
        _plan = plan;
        for (var model = plan.Models.Count; model < _queues.Count; model++)
            _queues[model].ForEach(queue => DropAll(queue, decisions));
        Decide(nowNs, decisions);
    }

    /// <inheritdoc/>
    public void OnTime(long nowNs, List<Decision> decisions) => Decide(nowNs, decisions);

    private void Decide(long nowNs, List<Decision> decisions)
    {
        DropLate(nowNs, decisions);
        while (_idle.Count > 0 && MostUrgent() is { } queue)
        {
            var lane = _idle.Min;
            _idle.Remove(lane);
            decisions.Add(TakeBatch(queue, lane, nowNs));
        }
    }

    private void DropLate(long nowNs, List<Decision> decisions)
    {
        foreach (var queue in AllQueues())
        {
            queue.IsProbing = false;
            while (queue.Count > 0 && LastStartNs(queue, queue.Head) < nowNs)
            {
                queue.IsProbing = queue.Head.DeadlineNs >= nowNs && queue.DispatchedNs + ProbeIntervalNs <= nowNs;
                if (queue.IsProbing)
                    break;
                decisions.Add(Decision.Drop(queue.Take()));
                Queued--;
            }
        }
    }

    private Decision TakeBatch(BatchQueue queue, int lane, long nowNs)
    {
        var model = _plan.Models[queue.Model];
        var slackNs = queue.Head.DeadlineNs - nowNs;
        var size = 1;
        var limit = Math.Min(model.MaxBatch, queue.Count);
        while (size < limit && model.Latency.EstimateNs(queue.Bucket, size + 1) <= slackNs)
            size++;
        var batch = new List<ScheduledRequest>(size);
        for (var i = 0; i < size; i++)
            batch.Add(queue.Take());
        Queued -= size;
        (queue.DispatchedNs, queue.IsProbing) = (nowNs, false);
        return Decision.Dispatch(lane, batch, model.Latency.EstimateNs(queue.Bucket, size));
    }

    private long LastStartNs(BatchQueue queue, ScheduledRequest request) =>
        request.DeadlineNs - _plan.Models[queue.Model].Latency.FastestNs(queue.Bucket);

    private BatchQueue? MostUrgent()
    {
        BatchQueue? best = null;
        foreach (var queue in AllQueues())
        {
            if (queue.Count > 0 && (best is null || RequestOrder.Of(queue.Head) < RequestOrder.Of(best.Head)))
                best = queue;
        }

        return best;
    }

    private IEnumerable<BatchQueue> AllQueues()
    {
        foreach (var buckets in _queues)
        {
            foreach (var queue in buckets)
                yield return queue;
        }
    }

    private BatchQueue QueueOf(int model, int bucket)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(model, _plan.Models.Count);
        while (_queues.Count <= model)
            _queues.Add([]);
        var buckets = _queues[model];
        while (buckets.Count <= bucket)
            buckets.Add(new BatchQueue(model, buckets.Count));
        return buckets[bucket];
    }

    private void DropAll(BatchQueue queue, List<Decision> decisions)
    {
        while (queue.Count > 0)
        {
            decisions.Add(Decision.Drop(queue.Take()));
            Queued--;
        }
    }
}
