using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>
/// Gives each model devices of its own, one at a time, always where the next device answers the most requests that have no place yet (objective goodput), or the most for its price (cost). What is left of a fixed
/// cluster goes to the model with the most load.
/// </summary>
internal sealed partial class DedicatedDevices
{
    private readonly PlanningProblem _problem;
    private readonly IReadOnlyList<StreamAggregate> _aggregates;
    private readonly HerdOptions _options;
    private readonly double _level;
    private readonly List<int>[] _aggregatesOf;
    private readonly int[] _free;
    private readonly double[] _leftRps;
    private readonly double[][] _rateRps;
    private readonly int[][] _devices;

    /// <param name="problem">The problem.</param>
    /// <param name="aggregates">Its streams.</param>
    /// <param name="options">Load and bursts that a model's devices leave room for, when the objective is cost.</param>
    /// <param name="level">Load to which a device is filled before the model gets another.</param>
    public DedicatedDevices(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, HerdOptions options, double level)
    {
        (_problem, _aggregates, _options, _level) = (problem, aggregates, options, level);
        _aggregatesOf = [.. problem.Models.Select(_ => new List<int>())];
        for (var i = 0; i < aggregates.Count; i++)
            _aggregatesOf[aggregates[i].Model].Add(i);
        _free = [.. problem.Devices.Select(p => p.Count)];
        _leftRps = [.. aggregates.Select(a => a.RateRps)];
        _rateRps = [.. aggregates.Select(_ => new double[_free.Length])];
        _devices = [.. problem.Models.Select(_ => new int[_free.Length])];
        Choose();
        FreeForUnserved();
        IsServed = Enumerable.Range(0, aggregates.Count).All(i => _leftRps[i] <= 0 || aggregates[i].Capacities.All(c => c is null));
        Overload();
        if (problem.Objective == PlanObjective.Cost)
            AddForBursts();
        else
        {
            SpreadToIdleTypes();
            AddSpare();
        }
    }

    /// <summary>Whether all that some type serves found a place at the level.</summary>
    public bool IsServed { get; }

    /// <summary>Requests per second of an aggregate that have no place: its model has no device that serves it.</summary>
    public double LeftRps(int aggregate) => _leftRps[aggregate];

    /// <summary>Groups of one model each, by pool and model.</summary>
    public IEnumerable<PoolGroup> Groups()
    {
        for (var pool = 0; pool < _free.Length; pool++)
        {
            for (var model = 0; model < _devices.Length; model++)
            {
                var (devices, groups) = (_devices[model][pool], (_devices[model][pool] + _problem.GroupDevices - 1) / _problem.GroupDevices);
                for (var i = 0; i < groups; i++)
                {
                    var size = (devices / groups) + (i < devices % groups ? 1 : 0);
                    var share = (double)size / devices;
                    yield return new PoolGroup(pool, size, [.. Served(model, pool).Where(a => i == 0 || _rateRps[a][pool] > 0).Select(a => _aggregates[a].Unit(a, pool, _rateRps[a][pool] * share))]);
                }
            }
        }
    }

    /// <summary>Aggregates of a model that have requests, or nothing but a name, on a pool.</summary>
    private IEnumerable<int> Served(int model, int pool) => _aggregatesOf[model].Where(a => _rateRps[a][pool] > 0
        || (_aggregates[a].RateRps == 0 && _aggregates[a].Capacities[pool] is not null && Array.FindIndex(_devices[model], d => d > 0) == pool));

    private void Choose()
    {
        var queue = new SortedSet<(double Worth, int Model, int Pool)>(Comparer<(double Worth, int Model, int Pool)>.Create((a, b) =>
            b.Worth.CompareTo(a.Worth) is not 0 and var byWorth ? byWorth : (a.Model, a.Pool).CompareTo((b.Model, b.Pool))));
        for (var model = 0; model < _devices.Length; model++)
        {
            for (var pool = 0; pool < _free.Length; pool++)
            {
                if (_aggregatesOf[model].Exists(a => _aggregates[a].Capacities[pool] is not null))
                    queue.Add((Worth(model, pool), model, pool));
            }
        }

        while (queue.Count > 0)
        {
            var best = queue.Min;
            queue.Remove(best);
            if (_free[best.Pool] == 0)
                continue;
            // What a device is worth only falls while others take requests: an entry that is out of date goes back with its new worth.
            var worth = Worth(best.Model, best.Pool);
            if (worth < best.Worth)
            {
                queue.Add((worth, best.Model, best.Pool));
                continue;
            }

            var isIdle = _aggregatesOf[best.Model].TrueForAll(a => _aggregates[a].RateRps == 0);
            if (worth <= 0 && (!isIdle || _devices[best.Model].Any(d => d > 0)))
                continue;
            _devices[best.Model][best.Pool]++;
            _free[best.Pool]--;
            Take(best.Model, best.Pool, isTaken: true);
            if (worth > 0)
                queue.Add((Worth(best.Model, best.Pool), best.Model, best.Pool));
        }
    }

    /// <summary>For cost, a model without requests is worth its place least where that is dear.</summary>
    private double Worth(int model, int pool)
    {
        var takesRps = Take(model, pool, isTaken: false);
        if (_problem.Objective == PlanObjective.Goodput)
            return takesRps;
        var price = _problem.Devices[pool].Type.PricePerH;
        return takesRps > 0 ? takesRps / Math.Max(price, 1e-9) : -price;
    }

    /// <summary>Requests per second that one more device, or so many, answers of those without a place, the cheapest to answer first.</summary>
    private double Take(int model, int pool, bool isTaken, int devices = 1)
    {
        var (free, takesRps) = (_level * devices, 0.0);
        foreach (var aggregate in _aggregatesOf[model].Where(a => _leftRps[a] > 0 && _aggregates[a].Capacities[pool] is not null).OrderByDescending(a => _aggregates[a].Capacities[pool]!.Value.GoodputRps))
        {
            var goodputRps = _aggregates[aggregate].Capacities[pool]!.Value.GoodputRps;
            var rps = Math.Min(_leftRps[aggregate], free * goodputRps);
            // What is left of a stream by rounding needs no device.
            if (_leftRps[aggregate] - rps < 1e-9 * _aggregates[aggregate].RateRps)
                rps = _leftRps[aggregate];
            takesRps += rps;
            free = Math.Max(0, free - (rps / goodputRps));
            if (!isTaken)
                continue;
            _rateRps[aggregate][pool] += rps;
            _leftRps[aggregate] -= rps;
        }

        return takesRps;
    }

    /// <summary>Requests that found no device go to those that their model has: better a full queue than none.</summary>
    private void Overload()
    {
        for (var aggregate = 0; aggregate < _leftRps.Length; aggregate++)
        {
            var devices = _devices[_aggregates[aggregate].Model];
            List<int> pools = [.. Enumerable.Range(0, devices.Length).Where(p => devices[p] > 0 && _aggregates[aggregate].Capacities[p] is not null)];
            var capacityRps = pools.Sum(p => devices[p] * _aggregates[aggregate].Capacities[p]!.Value.GoodputRps);
            if (_leftRps[aggregate] <= 0 || pools.Count == 0)
                continue;
            foreach (var pool in pools)
                _rateRps[aggregate][pool] += _leftRps[aggregate] * devices[pool] * _aggregates[aggregate].Capacities[pool]!.Value.GoodputRps / capacityRps;
            _leftRps[aggregate] = 0;
        }
    }

    private void AddForBursts()
    {
        for (var model = 0; model < _devices.Length; model++)
        {
            for (var pool = 0; pool < _free.Length; pool++)
            {
                if (_devices[model][pool] == 0)
                    continue;
                var more = Math.Clamp(CostPacking.DevicesFor(Units(model, pool), _options) - _devices[model][pool], 0, _free[pool]);
                _devices[model][pool] += more;
                _free[pool] -= more;
            }
        }
    }

    private void AddSpare()
    {
        for (var pool = 0; pool < _free.Length; pool++)
        {
            var demand = _devices.Select((devices, model) => devices[pool] > 0 ? Units(model, pool).Sum(u => u.Devices) : 0).ToArray();
            var byLoad = new SortedSet<(double Load, int Model)>(Enumerable.Range(0, demand.Length).Where(m => demand[m] > 0).Select(m => (demand[m] / _devices[m][pool], m)));
            for (; _free[pool] > 0 && byLoad.Count > 0; _free[pool]--)
            {
                var (load, model) = byLoad.Max;
                byLoad.Remove((load, model));
                _devices[model][pool]++;
                byLoad.Add((demand[model] / _devices[model][pool], model));
            }
        }
    }

    private IEnumerable<StreamUnit> Units(int model, int pool) => Served(model, pool).Select(a => _aggregates[a].Unit(a, pool, _rateRps[a][pool]));
}
