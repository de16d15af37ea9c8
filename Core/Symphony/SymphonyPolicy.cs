using Shepherd.Core.Policies;

namespace Shepherd.Core.Symphony;

/// <summary>
/// Symphony's deferred batch scheduling (Chen et al., arXiv 2308.07470v2, §3, in the reading of its published scheduler): a batch does not start before waiting can
/// no longer enlarge it, even while a device is idle.
/// <para>Each model keeps a candidate: the requests from the first one on that meets its deadline in a batch of the target size b_t (or of all that wait), more of them
/// while the earliest deadline d still allows l(b + 1); it may start in the window from the instant of <see cref="SymphonyMode"/> to d − l(b). When its window opens it takes the idle device of lowest
/// number, or else waits; a device that becomes free takes the waiting candidate whose window closes first.</para>
/// <para>Read in its favour: scheduler and devices are side by side, so the published control (100 µs) and data latencies (50 µs a request) are 0; a batch that cannot grow
/// beyond the model's largest does not wait; requests are given up when a device could take their model, not at each arrival.</para>
/// </summary>
public sealed class SymphonyPolicy : GroupPolicy
{
    private readonly SymphonyOptions _options;
    private readonly List<Stream> _streams = [];
    private long _nextDueNs = long.MaxValue;

    /// <summary>With options; null: the published ones.</summary>
    /// <exception cref="ArgumentException">They are wrong; the message says which.</exception>
    public SymphonyPolicy(SymphonyOptions? options = null)
    {
        _options = options ?? new SymphonyOptions();
        if (_options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
    }

    /// <summary>With every device busy it is the end of a batch that opens the next window.</summary>
    private protected override long NextDueNs => Group.Lanes.FindIdle() < 0 ? long.MaxValue : _nextDueNs;

    private protected override DeadlineQueue Enqueue(ScheduledRequest request, long nowNs)
    {
        var queue = Group.Enqueue(request);
        while (_streams.Count <= queue.Index)
            _streams.Add(new Stream(new StreamMeter(_options.RateWindowNs, _options.RateWindows, nowNs)));
        var stream = _streams[queue.Index];
        if (request.Attempts == 0 && (stream.Meter.Add(request, nowNs) || stream.Target == 0))
            stream.Target = TargetBatch.Find(Group, queue, stream.Meter.SloNs - _options.MarginNs, stream.Meter.RatePerS);
        return queue;
    }

    private protected override BatchChoice Commit(BatchChoice choice, long nowNs, List<Decision> decisions)
    {
        _streams[choice.Queue!.Index].LastStartNs = nowNs;
        if (_options.Drop != SymphonyDrop.Window)
            return choice;
        for (var i = 0; i < choice.Index; i++)
            Group.Drop(choice.Queue, DropReason.Late, decisions);
        return choice with { Index = 0 };
    }

    /// <summary>Of the candidates whose window is open, the one whose window closes first.</summary>
    private protected override BatchChoice NextBatch(long nowNs)
    {
        BatchChoice best = default;
        var bestLatestNs = long.MaxValue;
        _nextDueNs = long.MaxValue;
        foreach (var queue in Group.Queues)
        {
            if (queue.Count == 0 || Candidate(queue, nowNs) is not (var index, var count and > 0))
                continue;
            var latestNs = queue[index].DeadlineNs - _options.MarginNs - Group.EstimateNs(queue, count);
            var opensNs = Math.Min(OpensNs(queue, index, count, nowNs), latestNs);
            if (opensNs > nowNs)
                _nextDueNs = Math.Min(_nextDueNs, opensNs);
            else if (best.IsNothing || latestNs < bestLatestNs)
                (best, bestLatestNs) = (new BatchChoice(queue, index, count), latestNs);
        }

        return best.IsNothing ? Group.Probe() : best;
    }

    private (int Index, int Count) Candidate(DeadlineQueue queue, long nowNs)
    {
        var startNs = nowNs + _options.MarginNs;
        var target = _options.Drop == SymphonyDrop.Timeout ? 1 : _streams[queue.Index].Target;
        var count = BatchSearch.Window(Group, queue, Math.Min(target, Group.MaxBatch(queue)), startNs).Count;
        if (count == 0)
            return default;
        // What was passed over for larger batches may yet make it in one of this size.
        var index = queue.FirstDueFrom(startNs + Group.EstimateNs(queue, count));
        var limit = Math.Min(Group.MaxBatch(queue), queue.Count - index);
        return (index, Math.Max(count, BatchSearch.LargestWithin(Group, queue, limit, queue[index].DeadlineNs - startNs)));
    }

    private long OpensNs(DeadlineQueue queue, int index, int count, long nowNs)
    {
        // Before anything is measured the window would close at the deadline itself: nothing is worth waiting for.
        if (count >= Group.MaxBatch(queue) || Group.EstimateNs(queue, count + 1) == 0)
            return nowNs;
        var stream = _streams[queue.Index];
        return _options.Mode switch
        {
            SymphonyMode.Immediate => nowNs,
            SymphonyMode.TargetBatch when count >= stream.Target => nowNs,
            SymphonyMode.TargetDelay => stream.LastStartNs + stream.TargetDelayNs,
            SymphonyMode.Latest => long.MaxValue,
            _ => queue[index].DeadlineNs - _options.MarginNs - Group.EstimateNs(queue, count + 1),
        };
    }

    private sealed class Stream(StreamMeter meter)
    {
        public StreamMeter Meter => meter;

        public int Target { get; set; }

        public long LastStartNs { get; set; }

        public long TargetDelayNs => meter.RatePerS is > 0 and var rate ? (long)(Target * 1e9 / rate) : meter.SloNs / 2;
    }
}
