using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>Devices as bins of compute and memory, and the replicas that are on them.</summary>
internal sealed class DeviceBoard
{
    private readonly List<Replica>[] _replicas;
    private readonly int[] _freeComputePpm;
    private readonly long[] _freeBytes;
    private readonly bool[] _isModelPlaced;

    public DeviceBoard(PlanningProblem problem)
    {
        Pools = problem.PoolOfDevices();
        Types = [.. problem.Devices.Select(p => p.Type)];
        _replicas = [.. Pools.Select(_ => new List<Replica>())];
        _freeComputePpm = [.. Pools.Select(_ => RunPoint.WholePpm)];
        _freeBytes = [.. Pools.Select(p => Types[p].MemoryBytes)];
        _isModelPlaced = new bool[problem.Models.Count];
    }

    /// <summary>Pool of each device.</summary>
    public IReadOnlyList<int> Pools { get; }

    /// <summary>Type of each pool.</summary>
    public IReadOnlyList<DeviceType> Types { get; }

    /// <summary>How many there are.</summary>
    public int Count => _replicas.Length;

    public IReadOnlyList<Replica> On(int device) => _replicas[device];

    public bool IsOpen(int device) => _replicas[device].Count > 0;

    public int FreeComputePpm(int device) => _freeComputePpm[device];

    public long FreeBytes(int device) => _freeBytes[device];

    /// <summary>Whether any device has a replica of the model.</summary>
    public bool IsPlaced(int model) => _isModelPlaced[model];

    public bool Hosts(int device, int model)
    {
        foreach (var replica in _replicas[device])
        {
            if (replica.Unit.Model == model)
                return true;
        }

        return false;
    }

    /// <summary>Whether a replica has room on a device that has none of its model: two on one device would be a larger batch cut in two.</summary>
    public bool Takes(int device, int model, RunPoint point) =>
        Pools[device] == point.Pool && _freeComputePpm[device] >= point.ComputePpm && _freeBytes[device] >= point.MemoryBytes && !Hosts(device, model);

    /// <summary>What would be left of a device, compute and memory together: the least is the best fit.</summary>
    public long LeftPpm(int device, RunPoint point) => LeftPpm(Types[Pools[device]], _freeComputePpm[device] - point.ComputePpm, _freeBytes[device] - point.MemoryBytes);

    public static long LeftPpm(DeviceType type, int computePpm, long bytes) => computePpm + (long)((double)bytes / type.MemoryBytes * RunPoint.WholePpm);

    public void Add(int device, Replica replica)
    {
        _replicas[device].Add(replica);
        _freeComputePpm[device] -= replica.Point.ComputePpm;
        _freeBytes[device] -= replica.Point.MemoryBytes;
        _isModelPlaced[replica.Unit.Model] = true;
    }

    public void Remove(int device, Replica replica)
    {
        if (!_replicas[device].Remove(replica))
            throw new InvalidOperationException($"device {device} has no such replica");
        _freeComputePpm[device] += replica.Point.ComputePpm;
        _freeBytes[device] += replica.Point.MemoryBytes;
    }
}

/// <summary>A replica of a unit on some device.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Point">How it runs.</param>
/// <param name="CapacityRps">What it was reckoned to answer when it was placed.</param>
internal sealed record Replica(DemandUnit Unit, RunPoint Point, double CapacityRps);
