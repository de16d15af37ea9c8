using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>What arrives per queue and what it costs: the queues in order of what a lane's time earns with them, and those that there is time for.</summary>
internal sealed class DemandMeter(GroupState group)
{
    /// <summary>Time constant of the measured rates: long enough to tell a rate from a burst's first requests, short enough to follow a burst.</summary>
    private const double RateWindowNs = 500e6;

    /// <summary>Share of the lanes' time that may be promised: past it, queueing alone makes requests late.</summary>
    private const double PromisedShare = 0.95;

    private readonly List<QueueDemand> _demands = [];
    private readonly List<QueueDemand> _ranked = [];

    /// <summary>What is known of a queue.</summary>
    public QueueDemand Of(DeadlineQueue queue)
    {
        while (_demands.Count <= queue.Index)
        {
            _demands.Add(new QueueDemand(group.Queues[_demands.Count]));
            _ranked.Add(_demands[^1]);
        }

        return _demands[queue.Index];
    }

    /// <summary>A request arrived.</summary>
    public void OnArrival(DeadlineQueue queue, long nowNs)
    {
        var demand = Of(queue);
        demand.Decay(nowNs, RateWindowNs);
        demand.Rate += 1 / RateWindowNs;
    }

    /// <summary>
    /// Ranks the queues by requests per lane time, dearest last, and promises the lanes' time to them in that order: over the longest SLO, what waits and what is to arrive at the measured rate.
    /// </summary>
    public void Rank(long nowNs)
    {
        var horizonNs = 1.0;
        foreach (var demand in _demands)
        {
            demand.Decay(nowNs, RateWindowNs);
            demand.Weigh(group);
            horizonNs = Math.Max(horizonNs, demand.Queue.SloNs);
        }

        // Insertion: the order hardly changes from one time to the next, and the sort allocates nothing.
        for (var i = 1; i < _ranked.Count; i++)
        {
            for (var j = i; j > 0 && _ranked[j].CostNs < _ranked[j - 1].CostNs; j--)
                (_ranked[j], _ranked[j - 1]) = (_ranked[j - 1], _ranked[j]);
        }

        var freeNs = PromisedShare * horizonNs * group.Lanes.Count;
        LoadOf1 = 0;
        foreach (var demand in _ranked)
        {
            var workNs = (demand.Queue.Count + (demand.Rate * horizonNs)) * demand.CostNs;
            LoadOf1 += workNs / (horizonNs * group.Lanes.Count);
            freeNs -= workNs;
            demand.IsPromised = freeNs >= 0;
        }
    }

    /// <summary>Work to come over the lanes' time, at the last ranking.</summary>
    public double LoadOf1 { get; private set; }
}

/// <summary>Rate and cost of one queue.</summary>
internal sealed class QueueDemand(DeadlineQueue queue)
{
    private long _decayedNs;

    public DeadlineQueue Queue => queue;

    /// <summary>Requests per nanosecond.</summary>
    public double Rate { get; set; }

    /// <summary>Lane time of one request in the batches that the rate fills, nanoseconds.</summary>
    public double CostNs { get; private set; } = 1;

    /// <summary>There is time for all that the queue is to bring.</summary>
    public bool IsPromised { get; set; } = true;

    public void Decay(long nowNs, double windowNs)
    {
        if (nowNs <= _decayedNs)
            return;
        Rate *= Math.Exp((_decayedNs - nowNs) / windowNs);
        _decayedNs = nowNs;
    }

    /// <summary>A batch that runs for half the SLO leaves the other half to gather it.</summary>
    public void Weigh(GroupState group)
    {
        var limit = Math.Min(group.Plan.Models[queue.Model].MaxBatch, Math.Max(queue.Count, (int)(Rate * queue.SloNs / 2)));
        var (fits, beyond) = (1, Math.Max(1, limit) + 1);
        while (beyond - fits > 1)
        {
            var size = fits + ((beyond - fits) / 2);
            if (group.EstimateNs(queue, size) <= queue.SloNs / 2)
                fits = size;
            else
                beyond = size;
        }

        CostNs = Math.Max(1, group.EstimateNs(queue, fits)) / (double)fits;
    }
}
