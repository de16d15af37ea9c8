namespace Shepherd.Core.Planning.Rivals;

/// <summary>Devices with their partitions.</summary>
internal sealed class GpuletBoard
{
    private readonly PlanningProblem _problem;
    private readonly IReadOnlyList<int> _pools;
    private readonly long[] _freeBytes;
    private readonly Queue<int>[] _empty;
    private readonly SortedSet<(int Percent, int Device)>[] _halves;
    private readonly SortedDictionary<(double Spare, int Number), Gpulet>[] _shareable;
    private readonly List<Gpulet> _all = [];

    public GpuletBoard(PlanningProblem problem, IReadOnlyList<int> pools)
    {
        (_problem, _pools) = (problem, pools);
        _freeBytes = [.. pools.Select(p => problem.Devices[p].Type.MemoryBytes)];
        _empty = [.. problem.Devices.Select((_, pool) => new Queue<int>(Enumerable.Range(0, pools.Count).Where(d => pools[d] == pool)))];
        _halves = [.. problem.Devices.Select(_ => new SortedSet<(int Percent, int Device)>())];
        _shareable = [.. problem.Devices.Select(_ => new SortedDictionary<(double Spare, int Number), Gpulet>())];
    }

    /// <summary>All partitions, in the order in which they were opened.</summary>
    public IReadOnlyList<Gpulet> All => _all;

    public bool HasMemory(int device, long bytes) => _freeBytes[device] >= bytes;

    /// <summary>The smallest free partition of at least a size: of a device that has one already, else of an empty one that is split.</summary>
    public (int Device, int Percent)? Find(int pool, int percent, long bytes)
    {
        foreach (var (free, device) in _halves[pool].GetViewBetween((percent, 0), (int.MaxValue, int.MaxValue)))
        {
            if (HasMemory(device, bytes))
                return (device, free);
        }

        return _empty[pool].Count > 0 && _problem.Devices[pool].Type.MemoryBytes >= bytes ? (_empty[pool].Peek(), percent) : null;
    }

    /// <summary>Opens a partition that was found.</summary>
    public void Open(int device, int percent, Tenant tenant)
    {
        var pool = _pools[device];
        if (_empty[pool].Count > 0 && _empty[pool].Peek() == device)
        {
            _empty[pool].Dequeue();
            if (percent < 100)
                _halves[pool].Add((100 - percent, device));
        }
        else
        {
            _halves[pool].Remove((percent, device));
        }

        var gpulet = new Gpulet(device, percent);
        gpulet.Open(tenant);
        _freeBytes[device] -= gpulet.MemoryBytes;
        _all.Add(gpulet);

        // Only what its model does not need is there to be shared.
        if (tenant.WantedRps < tenant.Rps)
            _shareable[pool].Add((1 - (tenant.WantedRps / tenant.Rps), _all.Count), gpulet);
    }

    /// <summary>Partitions with time to spare, the fullest first.</summary>
    public IEnumerable<Gpulet> Shareable(int pool) => _shareable[pool].Values;

    /// <summary>Takes a cycle that was found for a partition.</summary>
    public void Share(Gpulet gpulet, (List<Tenant> Tenants, double Used) cycle)
    {
        var (pool, before) = (_pools[gpulet.Device], gpulet.MemoryBytes);
        var key = _shareable[pool].First(s => s.Value == gpulet).Key;
        gpulet.Share(cycle);
        _freeBytes[gpulet.Device] -= gpulet.MemoryBytes - before;
        _shareable[pool].Remove(key);
        if (gpulet.Used < 1)
            _shareable[pool].Add((1 - gpulet.Used, key.Number), gpulet);
    }
}
