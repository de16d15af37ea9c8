namespace Shepherd.Core.Herd;

/// <summary>
/// Groups for the least price: as few devices as keep every group's load within <see cref="HerdOptions.LoadMax"/> and leave room for bursts. Models in order of what they take of a device's memory or of a
/// group's devices, each into the group that needs the fewest devices more for it, or a new one.
/// </summary>
internal sealed class CostPacking
{
    private readonly PoolProblem _pool;
    private readonly HerdOptions _options;
    private readonly List<(WorkGroup Group, List<int> Units, double Demand, double Variance)> _groups = [];

    private CostPacking(PoolProblem pool, HerdOptions options) => (_pool, _options) = (pool, options);

    /// <summary>Packs; null where the pool has too few devices.</summary>
    public static List<PoolGroup>? Pack(PoolProblem pool, HerdOptions options)
    {
        var packing = new CostPacking(pool, options);
        foreach (var model in packing.ModelsInOrder())
            packing.Put(model);
        var groups = packing._groups.Select(g => new PoolGroup(pool.Pool, packing.Devices(g.Demand, g.Variance), [.. g.Units.Select(u => pool.Units[u])])).ToList();
        return groups.Sum(g => g.Devices) <= pool.Herd.Devices ? groups : null;
    }

    /// <summary>Devices that units need, of which the mean demand keeps a part busy that leaves room for bursts.</summary>
    public static int DevicesFor(IEnumerable<StreamUnit> units, HerdOptions options)
    {
        var (demand, variance) = (0.0, 0.0);
        foreach (var unit in units)
            (demand, variance) = (demand + unit.Devices, variance + unit.Variance);
        return DevicesFor(demand, variance, options);
    }

    private static int DevicesFor(double demand, double variance, HerdOptions options) =>
        (int)Math.Clamp(Math.Ceiling(Math.Max(demand / options.LoadMax, demand + (options.BurstDeviations * Math.Sqrt(variance))) - 1e-9), 1, int.MaxValue);

    /// <summary>A unit whose bursts alone exceed a group gets the whole of one.</summary>
    private int Devices(double demand, double variance) => Math.Min(_pool.Herd.GroupDevicesMax, DevicesFor(demand, variance, _options));

    private IEnumerable<List<int>> ModelsInOrder()
    {
        var byModel = new List<int>[_pool.Herd.Models.Count];
        for (var unit = 0; unit < _pool.Units.Count; unit++)
            (byModel[_pool.Herd.Streams[unit].Model] ??= []).Add(unit);
        return byModel.Where(units => units is not null).OrderByDescending(Size).ThenBy(units => units[0]);
    }

    private double Size(List<int> units)
    {
        var resident = _pool.Herd.Models[_pool.Herd.Streams[units[0]].Model];
        return Math.Max((double)(resident.WeightBytes + resident.WorkBytes) / _pool.Herd.MemoryBytes, units.Sum(u => _pool.Units[u].Devices) / _pool.Herd.GroupDevicesMax);
    }

    /// <summary>Together where a group can serve them so, else one by one.</summary>
    private void Put(List<int> units)
    {
        if (DevicesFor(units.Select(u => _pool.Units[u]), _options) <= _pool.Herd.GroupDevicesMax)
        {
            PutTogether(units);
            return;
        }

        foreach (var unit in units)
            PutTogether([unit]);
    }

    private void PutTogether(List<int> units)
    {
        var (demand, variance) = (units.Sum(u => _pool.Units[u].Devices), units.Sum(u => _pool.Units[u].Variance));
        var set = _pool.Herd.Models[_pool.Herd.Streams[units[0]].Model].AffinitySet;
        var (best, leastMore) = (-1, DevicesFor(demand, variance, _options));
        for (var i = 0; i < _groups.Count; i++)
        {
            var group = _groups[i];
            if (group.Group.AffinitySet != set)
                continue;
            var with = DevicesFor(group.Demand + demand, group.Variance + variance, _options);
            var more = with - DevicesFor(group.Demand, group.Variance, _options);
            // Equal: rather in a group that is there, for one queue over more devices.
            if (with > _pool.Herd.GroupDevicesMax || more > leastMore || (more == leastMore && best >= 0) || !group.Group.Fits(units[0]))
                continue;
            (best, leastMore) = (i, more);
        }

        if (best < 0)
        {
            best = _groups.Count;
            _groups.Add((new WorkGroup(_pool.Herd, set, 1), [], 0, 0));
        }

        var chosen = _groups[best];
        foreach (var unit in units)
            chosen.Group.Add(unit);
        chosen.Units.AddRange(units);
        _groups[best] = (chosen.Group, chosen.Units, chosen.Demand + demand, chosen.Variance + variance);
    }
}
