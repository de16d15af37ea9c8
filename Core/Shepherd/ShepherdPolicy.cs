using Shepherd.Core.Flex;
using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>Ours.</summary>
public sealed class ShepherdPolicy : GroupPolicy
{
    private readonly DemandMeter _demand;

    /// <summary>A fresh one.</summary>
    public ShepherdPolicy()
    {
        PreemptsByValue = true;
        _demand = new DemandMeter(Group);
    }

    private protected override DeadlineQueue Enqueue(ScheduledRequest request, long nowNs)
    {
        var queue = Group.Enqueue(request);
        if (request.Attempts == 0)
            _demand.OnArrival(queue, nowNs);
        return queue;
    }

    private protected override BatchChoice NextBatch(long nowNs)
    {
        _demand.Rank(nowNs);
        BatchChoice best = default;
        var (bestPromised, bestSlack, bestDensity) = (false, long.MaxValue, 0.0);
        foreach (var queue in Group.Queues)
        {
            if (queue.Count == 0)
                continue;
            var batch = FeasibleBatch.Find(Group, queue, null, nowNs, BatchGeneration.MaxFeasible);
            if (batch.Count == 0)
                continue;
            var l = Math.Max(1, Group.EstimateNs(queue, batch.Count));
            var slack = queue[batch.Index].DeadlineNs - l;
            var density = batch.Count / (double)l;
            var promised = _demand.Of(queue).IsPromised;
            var better = promised != bestPromised ? promised : promised ? slack < bestSlack : density > bestDensity;
            if (best.IsNothing || better)
                (best, bestPromised, bestSlack, bestDensity) = (new BatchChoice(queue, batch.Index, batch.Count), promised, slack, density);
        }

        return best.IsNothing ? Group.Probe() : best;
    }
}
