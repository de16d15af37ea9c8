using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>
/// Divides the streams among device types, greedily. Each stream prefers the type on which it does best beside what others do there: goodput of one device (objective goodput) or of one unit of money
/// (cost), relative to the mean of all streams on that type. Those with the most to lose choose first; a type takes as much as it serves at a common level of load, the least at which all find a place
/// (found by halving). With two types no division has a lower level.
/// </summary>
internal sealed class PoolShares
{
    /// <summary>Halvings of the level: the last are below a thousandth of any load.</summary>
    private const int Halvings = 40;

    /// <summary>Less of a stream than this is not worth a place of its own.</summary>
    private const double SliverShare = 1e-3;

    private readonly PlanningProblem _problem;
    private readonly IReadOnlyList<StreamAggregate> _aggregates;
    private readonly Func<int, int, bool> _isAllowed;
    private readonly List<(int Aggregate, List<int> Pools)> _choices = [];

    private PoolShares(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, Func<int, int, bool> isAllowed)
    {
        (_problem, _aggregates, _isAllowed) = (problem, aggregates, isAllowed);
        var worth = Worth();
        var regrets = new double[aggregates.Count];
        for (var i = 0; i < aggregates.Count; i++)
        {
            var pools = Enumerable.Range(0, problem.Devices.Count).Where(p => IsOpen(i, p)).OrderByDescending(p => worth[i][p]).ThenBy(p => p).ToList();
            regrets[i] = pools.Count < 2 ? double.PositiveInfinity : worth[i][pools[0]] / worth[i][pools[1]];
            if (pools.Count > 0)
                _choices.Add((i, pools));
        }

        _choices = [.. _choices.OrderByDescending(c => regrets[c.Aggregate]).ThenBy(c => c.Aggregate)];
    }

    /// <summary>Divides.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="aggregates">Its streams.</param>
    /// <param name="levelMin">Load up to which a type is filled even when a lower level would do: for cost, that of a full device.</param>
    /// <param name="isAllowed">Whether an aggregate may go to a pool.</param>
    /// <returns>By pool, the aggregates and the rates of their parts; what may go nowhere is in none.</returns>
    public static IReadOnlyList<(int Aggregate, double RateRps)>[] Divide(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, double levelMin, Func<int, int, bool> isAllowed)
    {
        var shares = new PoolShares(problem, aggregates, isAllowed);
        if (shares.Fill(levelMin) is { } enough)
            return enough;
        var (low, high) = (levelMin, Math.Max(1, levelMin));
        while (shares.Fill(high) is null)
            (low, high) = (high, 2 * high);
        for (var i = 0; i < Halvings && high - low > SliverShare * high; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = shares.Fill(middle) is null ? (middle, high) : (low, middle);
        }

        return shares.Fill(high)!;
    }

    private bool IsOpen(int aggregate, int pool) => _aggregates[aggregate].Capacities[pool] is not null && _isAllowed(aggregate, pool);

    private double[][] Worth()
    {
        var worth = new double[_aggregates.Count][];
        var means = new double[_problem.Devices.Count];
        var counts = new int[_problem.Devices.Count];
        for (var i = 0; i < worth.Length; i++)
        {
            worth[i] = new double[means.Length];
            for (var pool = 0; pool < means.Length; pool++)
            {
                if (_aggregates[i].Capacities[pool] is not { } capacity)
                    continue;
                worth[i][pool] = Math.Log(capacity.GoodputRps);
                means[pool] += worth[i][pool];
                counts[pool]++;
            }
        }

        foreach (var row in worth)
        {
            for (var pool = 0; pool < means.Length; pool++)
                row[pool] = Math.Exp(_problem.Objective == PlanObjective.Cost ? row[pool] - Math.Log(Price(pool)) : row[pool] - (means[pool] / Math.Max(1, counts[pool])));
        }

        return worth;
    }

    /// <summary>What is paid already comes before anything that costs.</summary>
    private double Price(int pool) => Math.Max(_problem.Devices[pool].Type.PricePerH, 1e-9);

    /// <summary>Null where the level is too low for all.</summary>
    private List<(int Aggregate, double RateRps)>[]? Fill(double level)
    {
        var free = _problem.Devices.Select(p => level * p.Count).ToArray();
        var parts = _problem.Devices.Select(_ => new List<(int Aggregate, double RateRps)>()).ToArray();
        foreach (var (aggregate, pools) in _choices)
        {
            var left = _aggregates[aggregate].RateRps;
            var sliver = left * SliverShare;
            if (left == 0)
                parts[pools[0]].Add((aggregate, 0));
            foreach (var pool in pools.TakeWhile(_ => left > 0))
            {
                var goodputRps = _aggregates[aggregate].Capacities[pool]!.Value.GoodputRps;
                var takes = Math.Min(left, free[pool] * goodputRps);
                // Nothing is left over that would be too little for a place.
                if (left - takes < sliver)
                    takes = left;
                if (takes < sliver || takes <= 0)
                    continue;
                parts[pool].Add((aggregate, takes));
                free[pool] -= takes / goodputRps;
                left -= takes;
            }

            if (left > 0)
                return null;
        }

        return parts;
    }
}
