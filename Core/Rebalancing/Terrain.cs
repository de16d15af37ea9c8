namespace Shepherd.Core.Rebalancing;

/// <summary>A problem by indices: what a partition of each group weighs where, and who may own what.</summary>
internal sealed class Terrain
{
    private readonly double[,] _units;
    private readonly Place[,] _places;
    private readonly long[][] _since;

    public Terrain(RebalancingProblem problem, RebalancingOptions options)
    {
        (Problem, Options) = (problem, options);
        Groups = [.. problem.Groups.OrderBy(g => g.Group, StringComparer.Ordinal)];
        Workers = [.. problem.Workers.OrderBy(w => w.Worker, StringComparer.Ordinal)];
        Costs = new CostTable(Groups, Workers);
        _units = new double[Groups.Count, Workers.Count];
        _places = new Place[Groups.Count, Workers.Count];
        _since = [.. Groups.Select(g => new long[g.Partitions])];
        IsFrozen = new bool[Groups.Count];
        IsSized = new bool[Groups.Count];
        for (var group = 0; group < Groups.Count; group++)
        {
            var isWarmSomewhere = Workers.Any(w => w.Warm.Contains(Groups[group].Group, StringComparer.Ordinal));
            for (var worker = 0; worker < Workers.Count; worker++)
            {
                _units[group, worker] = (Groups[group].RateRps ?? 0) / Groups[group].Partitions * Costs.RequestS(group, worker);
                _places[group, worker] = Look(Groups[group], Workers[worker], isWarmSomewhere);
            }
        }
    }

    public RebalancingProblem Problem { get; }

    public RebalancingOptions Options { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<GroupNeed> Groups { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<WorkerSupply> Workers { get; }

    public CostTable Costs { get; }

    /// <summary>Groups whose wish cannot be met: they stay as they are.</summary>
    public bool[] IsFrozen { get; }

    /// <summary>Groups that have a number of devices: the load does not move them.</summary>
    public bool[] IsSized { get; }

    public int FindGroup(string name) => Index(Groups, g => g.Group, name);

    public int FindWorker(string name) => Index(Workers, w => w.Worker, name);

    /// <summary>Devices that one partition's requests keep busy.</summary>
    public double Unit(int group, int worker) => _units[group, worker];

    /// <summary>Devices that the group's requests keep busy where they take longest; 0: nothing is asked of it, or it is not measured.</summary>
    public double Demand(int group) => Workers.Count == 0 ? 0 : Enumerable.Range(0, Workers.Count).Max(w => _units[group, w]) * Groups[group].Partitions;

    public Place At(int group, int worker) => _places[group, worker];

    /// <summary>No worker but these may own the group.</summary>
    public void Restrict(int group, IReadOnlySet<int> workers)
    {
        for (var worker = 0; worker < Workers.Count; worker++)
        {
            if (!workers.Contains(worker))
                _places[group, worker] = Place.Never;
        }
    }

    /// <summary>It may get partitions of the group: it has it warm, or could load it.</summary>
    public bool MayGet(int group, int worker) => !Workers[worker].IsCordoned && MayKeep(group, worker);

    /// <summary>It may keep those that it has.</summary>
    public bool MayKeep(int group, int worker) => !Workers[worker].IsLeaving && _places[group, worker] >= Place.Swap;

    public void SetSince(int group, int partition, long sinceNs) => _since[group][partition] = sinceNs;

    /// <summary>The partition has been where it is for long enough.</summary>
    public bool MayMove(int group, int partition) => !IsFrozen[group] && !IsSized[group] && (Problem.IsWished || Problem.NowNs - _since[group][partition] >= Options.DwellNs);

    public double MoveCostS(int group, int from) => Options.MoveDeviceS + (Options.DrainS * _units[group, from]);

    public double LoadCostS(int group, int worker) => _places[group, worker] == Place.Warm ? 0 : (Groups[group].LoadMs > 0 ? Groups[group].LoadMs : Options.LoadMsDefault) / 1e3 * Workers[worker].Devices;

    private static Place Look(GroupNeed group, WorkerSupply worker, bool isWarmSomewhere)
    {
        if (worker.Warm.Contains(group.Group, StringComparer.Ordinal))
            return Place.Warm;
        if (worker.Cold.Contains(group.Group, StringComparer.Ordinal))
            return Place.Cold;
        if (!worker.Refused.Contains(group.Group, StringComparer.Ordinal))
            return Place.Never;
        // It loads elsewhere, so it is only the memory that others have here.
        return isWarmSomewhere && group.ModelBytes > 0 && group.ModelBytes <= worker.MemoryBytes ? Place.Swap : Place.Refused;
    }

    private static int Index<T>(IReadOnlyList<T> items, Func<T, string> name, string wanted)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (name(items[i]) == wanted)
                return i;
        }

        return Board.None;
    }
}

/// <summary>What a worker can do for a group.</summary>
internal enum Place
{
    /// <summary>It does not know its models, or may not have it.</summary>
    Never,

    /// <summary>Only say why it cannot.</summary>
    Refused,

    /// <summary>Load it when another leaves.</summary>
    Swap,

    /// <summary>Load it.</summary>
    Cold,

    /// <summary>Serve it.</summary>
    Warm,
}
