using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>
/// The devices as one group of models sees them: devices of one type with the same room left and the same models of the group on them are one class with a count, so that a trial costs the
/// number of classes and not of devices or replicas.
/// </summary>
internal sealed class GroupSpace
{
    private readonly List<int>[] _devices;

    private GroupSpace(IReadOnlyList<DemandUnit> units, IReadOnlyList<DeviceType> types, IReadOnlyList<double> poolCost, SpaceClass[] roots, List<int>[] devices)
    {
        (Units, Types, PoolCost, Roots, _devices) = (units, types, poolCost, roots, devices);
        SameModel = [.. units.Select(u => units.Select((o, i) => o.Model == u.Model ? 1u << i : 0).Aggregate((a, b) => a | b))];
    }

    public IReadOnlyList<DemandUnit> Units { get; }

    public IReadOnlyList<DeviceType> Types { get; }

    /// <summary>Cost of opening a device of each pool.</summary>
    public IReadOnlyList<double> PoolCost { get; }

    /// <summary>Classes before the group is placed: by pool, the open ones first, then by room left, then by first device.</summary>
    public SpaceClass[] Roots { get; }

    /// <summary>Per unit the units of its model, as bits.</summary>
    public uint[] SameModel { get; }

    /// <param name="board">The devices.</param>
    /// <param name="units">The group, at most 32.</param>
    /// <param name="options">Configurations of each unit.</param>
    /// <param name="poolCost">Cost of a device of each pool.</param>
    public static GroupSpace Of(DeviceBoard board, IReadOnlyList<DemandUnit> units, IReadOnlyList<IReadOnlyList<ReplicaOption>> options, IReadOnlyList<double> poolCost)
    {
        var (leastCompute, leastBytes) = (new int[board.Types.Count], new long[board.Types.Count]);
        Array.Fill(leastCompute, int.MaxValue);
        Array.Fill(leastBytes, long.MaxValue);
        foreach (var option in options.SelectMany(o => o).Where(o => o.Replicas > 0))
        {
            leastCompute[option.Point.Pool] = Math.Min(leastCompute[option.Point.Pool], option.Point.ComputePpm);
            leastBytes[option.Point.Pool] = Math.Min(leastBytes[option.Point.Pool], option.Point.MemoryBytes);
        }

        var (classes, devices) = (new List<SpaceClass>(), new List<List<int>>());
        var indexOf = new Dictionary<(int Pool, bool IsOpen, int Compute, long Bytes, uint Hosts), int>();
        for (var device = 0; device < board.Count; device++)
        {
            var (pool, compute, bytes) = (board.Pools[device], board.FreeComputePpm(device), board.FreeBytes(device));
            if (compute < leastCompute[pool] || bytes < leastBytes[pool])
                continue;
            var key = (pool, board.IsOpen(device), compute, bytes, Hosts(board, device, units));
            if (!indexOf.TryGetValue(key, out var index))
            {
                indexOf.Add(key, index = classes.Count);
                classes.Add(new SpaceClass(index, pool, key.Item2, compute, bytes, DeviceBoard.LeftPpm(board.Types[pool], compute, bytes), key.Item5, 0, 0));
                devices.Add([]);
            }

            devices[index].Add(device);
        }

        var order = Enumerable.Range(0, classes.Count).OrderBy(i => classes[i].Pool).ThenBy(i => !classes[i].IsOpen).ThenBy(i => classes[i].LeftPpm).ThenBy(i => devices[i][0]).ToArray();
        return new GroupSpace(
            units, board.Types, poolCost, [.. order.Select((old, now) => classes[old] with { Root = now, Count = devices[old].Count })], [.. order.Select(i => devices[i])]);
    }

    /// <summary>Puts a group's replicas on devices: those of a class are alike, so any of them will do, and the first ones are taken.</summary>
    /// <param name="board">The board that this was made of.</param>
    /// <param name="trial">A trial that has just run.</param>
    /// <param name="chosen">Configuration of each unit.</param>
    public void Commit(DeviceBoard board, GroupTrial trial, ReadOnlySpan<ReplicaOption> chosen)
    {
        var taken = new int[Roots.Length];
        foreach (var placed in trial.PlacedClasses)
        {
            for (var i = 0; i < placed.Count; i++)
            {
                var device = _devices[placed.Root][taken[placed.Root]++];
                for (var unit = 0; unit < Units.Count; unit++)
                {
                    if ((placed.Placed & (1u << unit)) != 0)
                        board.Add(device, new Replica(Units[unit], chosen[unit].Point, chosen[unit].CapacityRps));
                }
            }
        }
    }

    private static uint Hosts(DeviceBoard board, int device, IReadOnlyList<DemandUnit> units)
    {
        var hosts = 0u;
        for (var unit = 0; unit < units.Count; unit++)
        {
            if (board.IsPlaced(units[unit].Model) && board.Hosts(device, units[unit].Model))
                hosts |= 1u << unit;
        }

        return hosts;
    }
}

/// <summary>Devices that are alike.</summary>
/// <param name="Root">The class that they were of before the group came.</param>
/// <param name="Pool">Their pool.</param>
/// <param name="IsOpen">Whether they had a replica before the group came.</param>
/// <param name="FreeComputePpm">Compute that is left.</param>
/// <param name="FreeBytes">Memory that is left.</param>
/// <param name="LeftPpm">Both, as shares of the device.</param>
/// <param name="Hosts">Units of the group whose model they have, as bits.</param>
/// <param name="Placed">Units of the group that this trial has put on them.</param>
/// <param name="Count">How many devices.</param>
internal record struct SpaceClass(int Root, int Pool, bool IsOpen, int FreeComputePpm, long FreeBytes, long LeftPpm, uint Hosts, uint Placed, int Count);
