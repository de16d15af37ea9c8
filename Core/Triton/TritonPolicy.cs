using Shepherd.Core.Policies;

namespace Shepherd.Core.Triton;

/// <summary>
/// Triton Inference Server's dynamic batcher (<c>GetDynamicBatch</c> of triton-inference-server/core; user guide, "Batchers"): a model with an instance to spare runs the
/// largest preferred batch that waits; without one it waits until its oldest request has waited the maximum queue delay, then runs what is there, up to its largest batch.
/// <para>Triton knows timeouts but no deadlines, and its instances share a device as the hardware lets them; here each batch has its lane for itself, which spares
/// Triton the interference. Read in its favour: timeouts follow from the deadlines and batches are limited to what the SLO carries (<see cref="TritonOptions"/>), and
/// a model's requests queue by deadline, which is Triton's first-come order where they have one SLO.</para>
/// </summary>
public sealed class TritonPolicy : GroupPolicy
{
    private readonly TritonOptions _options;
    private readonly List<long> _runs = [];
    private long _nextDueNs = long.MaxValue;

    /// <summary>With options; null: the defaults.</summary>
    /// <exception cref="ArgumentException">They are wrong; the message says which.</exception>
    public TritonPolicy(TritonOptions? options = null)
    {
        _options = options ?? new TritonOptions();
        if (_options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
    }

    /// <summary>With every lane busy it is the end of a batch that lets the next one start.</summary>
    private protected override long NextDueNs => Group.Lanes.FindIdle() < 0 ? long.MaxValue : _nextDueNs;

    private protected override long NextLateNs
    {
        get
        {
            var next = _options.CancelsLate ? Group.NextLateNs() : long.MaxValue;
            if (_options.Timeout != TritonTimeout.Reject)
                return next;
            foreach (var queue in Group.Queues)
                next = queue.Count > 0 && !queue.IsProbing ? Math.Min(next, queue.Head.DeadlineNs - AllowanceNs(queue) + 1) : next;
            return next;
        }
    }

    private protected override DeadlineQueue Enqueue(ScheduledRequest request, long nowNs)
    {
        var queue = Group.Enqueue(request);
        while (_runs.Count <= queue.Index)
            _runs.Add(0);
        return queue;
    }

    private protected override void DropLate(long nowNs, List<Decision> decisions)
    {
        if (_options.CancelsLate)
            Group.DropLate(nowNs, decisions);
        if (_options.Timeout != TritonTimeout.Reject)
            return;
        foreach (var queue in Group.Queues)
        {
            while (queue.Count > 0 && !queue.IsProbing && queue.Head.DeadlineNs - AllowanceNs(queue) < nowNs)
                Group.Drop(queue, DropReason.Late, decisions);
        }
    }

    private protected override BatchChoice NextBatch(long nowNs)
    {
        BatchChoice best = default;
        var bestTurn = (Turn: long.MaxValue, Sequence: long.MaxValue);
        _nextDueNs = long.MaxValue;
        foreach (var queue in Group.Queues)
        {
            if (queue.Count == 0 || (_options.Instances > 0 && CountRunning(queue.Model) >= _options.Instances))
                continue;
            var (index, count) = Form(queue, nowNs);
            if (count == 0)
                continue;
            var turn = (_options.Turn == TritonTurn.Oldest ? 0 : _runs[queue.Index], queue[index].Sequence);
            if (turn.CompareTo(bestTurn) < 0)
                (best, bestTurn) = (new BatchChoice(queue, index, count), turn);
        }

        return best;
    }

    private protected override BatchChoice Commit(BatchChoice choice, long nowNs, List<Decision> decisions)
    {
        _runs[choice.Queue!.Index]++;
        return choice;
    }

    /// <summary>The batch that may start now; of none while the delay runs.</summary>
    private (int Index, int Count) Form(DeadlineQueue queue, long nowNs)
    {
        var limit = LargestBatch(queue);
        // Delayed requests fill what those in time leave free.
        var index = Math.Min(FirstInTime(queue, nowNs), Math.Max(0, queue.Count - limit));
        var count = Math.Min(limit, queue.Count - index);
        var delayEndsNs = queue[index].ArrivalNs + _options.MaxQueueDelayNs;
        var isOverdue = _options.MaxQueueDelayNs > 0 && delayEndsNs <= nowNs;
        if (!isOverdue && LargestPreferred(count, limit) is var preferred and > 0)
            return (index, preferred);
        if (isOverdue || _options.MaxQueueDelayNs == 0)
            return (index, count);
        _nextDueNs = Math.Min(_nextDueNs, delayEndsNs);
        return default;
    }

    /// <summary>The largest preferred size of at most <paramref name="count"/>; 0 where there is none. A batch that is full cannot grow into one.</summary>
    private int LargestPreferred(int count, int limit)
    {
        for (var i = (_options.PreferredBatchSizes?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (_options.PreferredBatchSizes![i] <= count)
                return _options.PreferredBatchSizes[i];
        }

        return count >= limit ? limit : 0;
    }

    private int LargestBatch(DeadlineQueue queue)
    {
        var limit = Group.MaxBatch(queue);
        return _options.FitsSlo ? Math.Max(1, BatchSearch.LargestWithin(Group, queue, limit, queue.SloNs / 2)) : limit;
    }

    private int FirstInTime(DeadlineQueue queue, long nowNs) =>
        _options.Timeout == TritonTimeout.Delay ? queue.FirstDueFrom(nowNs + AllowanceNs(queue)) : 0;

    /// <summary>How long before its deadline a request times out. With one SLO that is a time since its arrival, as Triton has it.</summary>
    private long AllowanceNs(DeadlineQueue queue)
    {
        if (_options.TimeoutNs > 0)
            return queue.SloNs - _options.TimeoutNs;
        var runNs = Group.EstimateNs(queue, LargestBatch(queue));
        // Where not even the largest batch that was set fits, only hopeless requests go.
        return runNs <= queue.SloNs ? runNs : 0;
    }

    private int CountRunning(int model)
    {
        var count = 0;
        for (var lane = 0; lane < Group.Lanes.Count; lane++)
            count += Group.Lanes[lane].Running is { } run && run.Batch[0].Model == model ? 1 : 0;
        return count;
    }
}
