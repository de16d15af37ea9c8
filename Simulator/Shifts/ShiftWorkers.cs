using Shepherd.Core.Rebalancing;

namespace Shepherd.Simulator.Shifts;

/// <summary>Workers that serve first come, first served, load groups that the target wants, and hand partitions over when the taker is warm.</summary>
internal sealed class ShiftWorkers
{
    private readonly ShiftScenario _scenario;
    private readonly double[] _freeAtS;
    private readonly int[][] _owners;
    private readonly int[][] _targets;
    private readonly double[][] _openAtS;

    /// <summary>When the group is warm there; absent: it is not loaded.</summary>
    private readonly SortedDictionary<(int Worker, int Group), double> _warmAtS = [];

    public ShiftWorkers(ShiftScenario scenario)
    {
        _scenario = scenario;
        _freeAtS = new double[scenario.Workers];
        _owners = [.. scenario.Groups.Select((g, i) => Enumerable.Range(0, g.Partitions).Select(p => Home(i, p)).ToArray())];
        _targets = [.. _owners.Select(o => (int[])o.Clone())];
        _openAtS = [.. scenario.Groups.Select(g => new double[g.Partitions])];
        for (var group = 0; group < _owners.Length; group++)
        {
            foreach (var worker in scenario.GroupsPerWorker == 0 ? Enumerable.Range(0, scenario.Workers) : _owners[group].Distinct().Order())
                _warmAtS[(worker, group)] = 0;
        }
    }

    /// <summary>Names that sort as the numbers do.</summary>
    public static string Name(int worker) => $"w{worker:000}";

    /// <summary>Serves a request, or drops it where it cannot be in time.</summary>
    /// <returns>When it is answered, seconds; null: dropped.</returns>
    public double? Serve(int group, int partition, double atS)
    {
        var worker = _owners[group][partition];
        var startS = Math.Max(Math.Max(atS, _openAtS[group][partition]), _freeAtS[worker]);
        var endS = startS + (_scenario.Groups[group].RequestMs / 1e3);
        if (endS > atS + (_scenario.Groups[group].SloMs / 1e3))
            return null;
        // One that waits for its partition to be handed over holds up nobody: only the work itself is taken from the device.
        _freeAtS[worker] = Math.Max(atS, _freeAtS[worker]) + (_scenario.Groups[group].RequestMs / 1e3);
        return endS;
    }

    public void Follow(IReadOnlyList<PartitionPlace> target)
    {
        var names = Enumerable.Range(0, _scenario.Workers).ToDictionary(Name, w => w, StringComparer.Ordinal);
        var groups = _scenario.Groups.Select((g, i) => (g.Name, i)).ToDictionary(g => g.Name, g => g.i, StringComparer.Ordinal);
        foreach (var place in target)
            _targets[groups[place.Group]][place.Partition] = names[place.Worker];
    }

    /// <summary>Begins loads that fit, and moves what its taker has warm.</summary>
    public void Advance(double nowS)
    {
        for (var group = 0; group < _owners.Length; group++)
        {
            foreach (var worker in _targets[group].Distinct().Order())
            {
                if (!_warmAtS.ContainsKey((worker, group)) && MakeRoom(worker))
                    _warmAtS[(worker, group)] = nowS + _scenario.LoadS;
            }

            for (var partition = 0; partition < _owners[group].Length; partition++)
            {
                var to = _targets[group][partition];
                if (to == _owners[group][partition] || !(_warmAtS.TryGetValue((to, group), out var warmAtS) && warmAtS <= nowS))
                    continue;
                _owners[group][partition] = to;
                _openAtS[group][partition] = nowS + _scenario.GapS;
            }
        }
    }

    public WorkerSupply Supply(int worker, double nowS) => new(Name(worker), "device", 1)
    {
        MemoryBytes = _scenario.GroupsPerWorker,
        Warm = [.. Groups(worker, g => _warmAtS.TryGetValue((worker, g), out var at) && at <= nowS)],
        Cold = [.. Groups(worker, g => !_warmAtS.TryGetValue((worker, g), out var at) || at > nowS)],
    };

    private IEnumerable<string> Groups(int worker, Func<int, bool> isWanted) => Enumerable.Range(0, _scenario.Groups.Count).Where(isWanted).Select(g => _scenario.Groups[g].Name);

    /// <summary>What is neither owned nor to be owned leaves for what is.</summary>
    private bool MakeRoom(int worker)
    {
        if (_scenario.GroupsPerWorker == 0 || _warmAtS.Keys.Count(k => k.Worker == worker) < _scenario.GroupsPerWorker)
            return true;
        var leaving = _warmAtS.Keys.Where(k => k.Worker == worker && !_owners[k.Group].Contains(worker) && !_targets[k.Group].Contains(worker)).Cast<(int, int)?>().FirstOrDefault();
        return leaving is { } gone && _warmAtS.Remove(gone);
    }

    private int Home(int group, int partition) => _scenario.Start is { } start ? start[group][partition % start[group].Count] : partition % _scenario.Workers;

    public IEnumerable<PartitionPlace> Places() =>
        _owners.SelectMany((partitions, group) => partitions.Select((worker, partition) => new PartitionPlace(_scenario.Groups[group].Name, partition, Name(worker), long.MinValue / 2)));
}
