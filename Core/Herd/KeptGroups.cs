using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>The running groups as a solution of the new problem: units stay where their streams are served now, new ones go where there is room.</summary>
internal sealed class KeptGroups
{
    private readonly PoolProblem _pool;
    private readonly IReadOnlyList<(IReadOnlyList<StreamShare> Streams, int Devices)> _running;
    private readonly WorkGroup?[] _groups;

    private KeptGroups(PoolProblem pool, RunningPool running)
    {
        (_pool, _running) = (pool, running.Groups);
        _groups = new WorkGroup?[_running.Count];
    }

    /// <summary>Null where the running groups cannot serve the new problem: memory, affinity or devices no longer allow it.</summary>
    public static List<WorkGroup>? Of(PlanningProblem problem, PoolProblem pool, IReadOnlyList<StreamAggregate> aggregates, RunningPool running)
    {
        if (running.Groups.Count == 0)
            return null;
        var kept = new KeptGroups(pool, running);
        var homes = kept.Homes(problem, aggregates);
        var homeless = new List<int>();
        for (var unit = 0; unit < pool.Units.Count; unit++)
        {
            if (!kept.StaysHome(unit, homes[pool.Units[unit].Aggregate]))
                homeless.Add(unit);
        }

        List<WorkGroup> groups = [.. kept._groups.OfType<WorkGroup>()];
        return homeless.TrueForAll(unit => kept.FindsHome(unit, groups)) && groups.Sum(g => g.Devices) <= pool.Herd.Devices ? groups : null;
    }

    /// <summary>By aggregate, the groups that serve its streams now and with how many requests per second, at today's rates.</summary>
    private SortedDictionary<int, double>[] Homes(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates)
    {
        var aggregateOf = new int[problem.Streams.Count];
        for (var i = 0; i < aggregates.Count; i++)
        {
            foreach (var stream in aggregates[i].Streams)
                aggregateOf[stream] = i;
        }

        var homes = aggregates.Select(_ => new SortedDictionary<int, double>()).ToArray();
        for (var group = 0; group < _running.Count; group++)
        {
            foreach (var share in _running[group].Streams)
            {
                var home = homes[aggregateOf[share.Stream]];
                home[group] = home.GetValueOrDefault(group) + (share.Share * problem.Streams[share.Stream].RateRps);
            }
        }

        return homes;
    }

    /// <summary>To the group that has the most of the aggregate's requests left to be served.</summary>
    private bool StaysHome(int unit, SortedDictionary<int, double> homes)
    {
        if (homes.Count == 0)
            return false;
        var home = homes.MaxBy(h => h.Value).Key;
        var set = _pool.Herd.Models[_pool.Herd.Streams[unit].Model].AffinitySet;
        var group = _groups[home] ?? new WorkGroup(_pool.Herd, set, Math.Min(_running[home].Devices, _pool.Herd.GroupDevicesMax));
        if (group.AffinitySet != set || !group.Fits(unit))
            return false;
        homes[home] -= _pool.Units[unit].RateRps;
        group.Add(unit);
        _groups[home] = group;
        return true;
    }

    private bool FindsHome(int unit, List<WorkGroup> groups)
    {
        var model = _pool.Herd.Streams[unit].Model;
        var home = groups.Where(g => g.AffinitySet == _pool.Herd.Models[model].AffinitySet && g.Fits(unit)).OrderByDescending(g => g.Has(model)).ThenBy(g => g.Load).FirstOrDefault();
        home?.Add(unit);
        return home is not null;
    }
}
