using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>What arrives per queue and what it costs: the queues in order of what a lane's time earns with them, and those that there is time for.</summary>
internal sealed class DemandMeter(GroupState group, ShepherdOptions options)
{
    private readonly List<QueueDemand> _demands = [];

    /// <summary>Cheapest request first.</summary>
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
    public void OnArrival(DeadlineQueue queue, long nowNs) => Of(queue).Arrive(nowNs, options.RateWindowNs);

    /// <summary>The queue keeps the lanes busy, and its arrivals are steady: to hold a batch back makes larger ones, and no lull is wasted.</summary>
    public bool IsFullAndSteady(DeadlineQueue queue)
    {
        var demand = Of(queue);
        return demand.Rate * demand.CostNs > options.DeferLoad * group.Lanes.Count && demand.GapCv2 < options.SteadyCv2;
    }

    /// <summary>Promises the lanes' time to the queues, cheapest request first: over the longest SLO, to what waits and what is to arrive at the measured rate.</summary>
    public void Promise(long nowNs)
    {
        var horizonNs = 1.0;
        foreach (var demand in _demands)
        {
            demand.Decay(nowNs, options.RateWindowNs);
            demand.Weigh(group);
            horizonNs = Math.Max(horizonNs, demand.Queue.SloNs);
        }

        Rank();
        var freeNs = options.PromisedShare * horizonNs * group.Lanes.Count;
        foreach (var demand in _ranked)
        {
            freeNs -= (demand.Queue.Count + (demand.Rate * horizonNs)) * demand.CostNs;
            demand.IsPromised = freeNs >= 0;
        }
    }

    /// <summary>By insertion: the order hardly changes from one time to the next, equals keep theirs, and nothing is allocated.</summary>
    private void Rank()
    {
        for (var i = 1; i < _ranked.Count; i++)
        {
            for (var j = i; j > 0 && _ranked[j].CostNs < _ranked[j - 1].CostNs; j--)
                (_ranked[j], _ranked[j - 1]) = (_ranked[j - 1], _ranked[j]);
        }
    }
}
