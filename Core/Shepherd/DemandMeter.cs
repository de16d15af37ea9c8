using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>What arrives per queue and what it costs: the queues in order of what a lane's time earns with them, and those that there is time for.</summary>
internal sealed class DemandMeter(GroupState group, ShepherdOptions options)
{
    private readonly List<QueueDemand> _demands = [];

    /// <summary>Most urgent tier first, and within it cheapest request first.</summary>
    private readonly List<QueueDemand> _ranked = [];

    /// <summary>All requests so far could share batches: there is no choice between queues but by tier.</summary>
    public bool IsOneKind { get; private set; } = true;

    /// <summary>What is known of a queue.</summary>
    public QueueDemand Of(DeadlineQueue queue)
    {
        while (_demands.Count <= queue.Index)
        {
            _demands.Add(new QueueDemand(group.Queues[_demands.Count]));
            _ranked.Add(_demands[^1]);
            var (first, last) = (_demands[0].Queue, _demands[^1].Queue);
            IsOneKind &= last.Model == first.Model && last.Bucket == first.Bucket;
        }

        return _demands[queue.Index];
    }

    /// <summary>A request arrived.</summary>
    public void OnArrival(DeadlineQueue queue, long nowNs) => Of(queue).Arrive(nowNs, options.RateWindowNs);

    /// <summary>Requests of one kind keep the lanes busy, and the queue's arrivals are steady: to hold a batch back makes larger ones, and no lull is wasted.</summary>
    public bool IsFullAndSteady(DeadlineQueue queue)
    {
        var load = 0.0;
        foreach (var demand in _demands)
            load += demand.Rate * demand.CostNs;
        return load > options.DeferLoad * group.Lanes.OpenCount && Of(queue).GapCv2 < options.SteadyCv2;
    }

    /// <summary>
    /// Promises the lanes' time to the queues, tier by tier and cheapest request first: over some longest SLOs, to what waits and what is to arrive at the measured rate. Only what is also due
    /// until then needs the time, as in the demand bound of Baruah, Rosier and Howell (Real-Time Systems 2, 1990): about as much as waits now may wait at the end.
    /// </summary>
    public void Promise(long nowNs)
    {
        var longestNs = 1.0;
        foreach (var demand in _demands)
        {
            demand.Decay(nowNs, options.RateWindowNs);
            demand.Weigh(group);
            longestNs = Math.Max(longestNs, demand.Queue.SloNs);
        }

        Rank();
        // One kind has nobody to leave out: what its promise says is whether all that waits drains within the SLO.
        var horizonNs = IsOneKind ? longestNs : options.PromisedSlos * longestNs;
        var freeNs = options.PromisedShare * horizonNs * group.Lanes.OpenCount;
        foreach (var demand in _ranked)
        {
            freeNs -= (demand.Queue.Count + (demand.Rate * (IsOneKind ? horizonNs : Math.Max(0, horizonNs - demand.Queue.SloNs)))) * demand.CostNs;
            demand.IsPromised = freeNs >= 0;
        }
    }

    /// <summary>By insertion: the order hardly changes from one time to the next, equals keep theirs, and nothing is allocated.</summary>
    private void Rank()
    {
        for (var i = 1; i < _ranked.Count; i++)
        {
            for (var j = i; j > 0 && IsBefore(_ranked[j], _ranked[j - 1]); j--)
                (_ranked[j], _ranked[j - 1]) = (_ranked[j - 1], _ranked[j]);
        }
    }

    private static bool IsBefore(QueueDemand one, QueueDemand other)
    {
        var (a, b) = (one.Queue, other.Queue);
        if (a.Tier != b.Tier || a.IsBeyondShare != b.IsBeyondShare)
            return a.Tier != b.Tier ? a.Tier < b.Tier : b.IsBeyondShare;
        return one.CostNs < other.CostNs;
    }
}
