using Shepherd.Core.Policies;

namespace Shepherd.Core.Clockwork;

/// <summary>
/// Clockwork's scheduling of inferences (OSDI'20, §5.3, in the second generation of its published controller): work-conserving, not preemptive, batches of fixed sizes.
/// <para>Each model has a strategy per batch size b: its requests that still meet their deadlines in a batch of b, and the latest start of the most urgent of them, deadline − l(b).
/// An idle device takes the strategy with the earliest latest start, ties by smaller batch, then by model; its model runs its largest batch
/// size that has as many requests, never a smaller one than the strategy's; without enough of them the strategy is passed over.</para>
/// <para>Read in its favour where the paper leaves room or serves its own network: a device is given its next batch when it is free, not up to 10 ms ahead (§5.3), so that
/// later arrivals still join; models stay loaded, so that LOAD and EVICT (§5.4) never act; see <see cref="ClockworkOptions"/> for buffer and batch sizes.
/// Predictions (§5.2) are the plan's latency model, a high percentile of the last runs in production as in the paper.</para>
/// </summary>
public sealed class ClockworkPolicy : GroupPolicy
{
    private readonly ClockworkOptions _options;

    /// <summary>With options; null: the defaults.</summary>
    /// <exception cref="ArgumentException">They are wrong; the message says which.</exception>
    public ClockworkPolicy(ClockworkOptions? options = null)
    {
        _options = options ?? new ClockworkOptions();
        if (_options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
    }

    private protected override BatchChoice Commit(BatchChoice choice, long nowNs, List<Decision> decisions)
    {
        if (!_options.DropsSkipped)
            return choice;
        for (var i = 0; i < choice.Index; i++)
            Group.Drop(choice.Queue!, DropReason.Late, decisions);
        return choice with { Index = 0 };
    }

    private protected override BatchChoice NextBatch(long nowNs)
    {
        BatchChoice best = default;
        var bestStrategy = new Strategy(long.MaxValue, int.MaxValue);
        foreach (var queue in Group.Queues)
        {
            if (queue.Count > 0 && Offer(queue, nowNs, out var strategy) is var (index, count) && strategy.IsBefore(bestStrategy))
                (best, bestStrategy) = (new BatchChoice(queue, index, count), strategy);
        }

        return best.IsNothing ? Group.Probe() : best;
    }

    /// <summary>The batch that a queue would run, and the most urgent strategy it can run it for.</summary>
    private (int Index, int Count) Offer(DeadlineQueue queue, long nowNs, out Strategy first)
    {
        var batch = (Index: 0, Count: 0);
        first = new Strategy(long.MaxValue, int.MaxValue);
        for (var i = 0; SizeAt(i, Group.MaxBatch(queue)) is var size and > 0 && size <= queue.Count; i++)
        {
            var runNs = Group.EstimateNs(queue, size) + _options.BufferNs;
            var index = queue.FirstDueFrom(nowNs + runNs);
            // Fewer requests meet a later end: where this size lacks them, so do the larger ones.
            if (queue.Count - index < size)
                break;
            batch = (index, size);
            var strategy = new Strategy(queue[index].DeadlineNs - runNs, size);
            if (strategy.IsBefore(first))
                first = strategy;
        }

        return batch;
    }

    /// <summary>The i-th batch size; 0 past the last.</summary>
    private int SizeAt(int i, int maxBatch)
    {
        if (_options.BatchSizes is not { } sizes)
            return i < maxBatch ? i + 1 : 0;
        return i < sizes.Count && sizes[i] <= maxBatch ? sizes[i] : 0;
    }

    private readonly record struct Strategy(long LatestStartNs, int Size)
    {
        public bool IsBefore(Strategy other) => LatestStartNs != other.LatestStartNs ? LatestStartNs < other.LatestStartNs : Size < other.Size;
    }
}
