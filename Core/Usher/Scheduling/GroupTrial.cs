using System.Runtime.InteropServices;
using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>Places one configuration of a group on trial (algorithm 2): best fit in two dimensions, never two replicas of a model on one device.</summary>
internal sealed class GroupTrial(GroupSpace space, IReadOnlyList<double> planRps, UsherOptions options)
{
    private readonly List<SpaceClass> _classes = [];
    private readonly int[] _opened = new int[space.Types.Count];
    private readonly int[] _placed = new int[space.Units.Count];
    private readonly int[] _order = new int[space.Units.Count];
    private readonly int[] _mates = new int[space.Units.Count];

    /// <summary>Trials so far.</summary>
    public int Trials { get; private set; }

    /// <summary>Classes looked at so far: what trials cost, as a count, since a plan may not depend on a clock.</summary>
    public long Steps { get; private set; }

    /// <summary>Classes that the last trial put something on.</summary>
    public IEnumerable<SpaceClass> PlacedClasses => _classes.Skip(space.Roots.Length).Where(c => c.Count > 0);

    /// <summary>Replicas that the last trial found room for, per unit.</summary>
    public IReadOnlyList<int> Placed => _placed;

    /// <summary>Places it and says how good that is; nothing is decided yet.</summary>
    /// <param name="chosen">Configuration of each unit.</param>
    public PlacementScore Run(ReadOnlySpan<ReplicaOption> chosen)
    {
        Trials++;
        Steps += space.Roots.Length;
        _classes.Clear();
        _classes.AddRange(space.Roots);
        Array.Clear(_opened);
        Array.Clear(_placed);
        var count = PlacementOrder.Fill(chosen, options, _order, _mates);
        for (var i = 0; i < count; i++)
            Place(_order[i], _mates[i] < 0 ? 0 : 1u << _mates[i], chosen[_order[i]]);

        var (goodput, cost, use) = (0.0, 0.0, 0.0);
        for (var unit = 0; unit < chosen.Length; unit++)
        {
            goodput += chosen[unit].WorthRps(_placed[unit], planRps[unit]);
            use += (double)_placed[unit] * chosen[unit].Point.SizePpm / RunPoint.WholePpm;
        }

        for (var pool = 0; pool < _opened.Length; pool++)
            cost += _opened[pool] * space.PoolCost[pool];
        return new PlacementScore(goodput, cost, use);
    }

    private void Place(int unit, uint mate, ReplicaOption option)
    {
        // Devices that take a replica become a new class, which takes no second one: the candidates are those of now.
        var candidates = _classes.Count;
        while (_placed[unit] < option.Replicas && Best(candidates, unit, mate, option.Point) is >= 0 and var best)
        {
            var room = _classes[best];
            var count = Math.Min(room.Count, option.Replicas - _placed[unit]);
            _classes[best] = room with { Count = room.Count - count };
            if (!room.IsOpen && room.Placed == 0)
                _opened[room.Pool] += count;
            var (compute, bytes) = (room.FreeComputePpm - option.Point.ComputePpm, room.FreeBytes - option.Point.MemoryBytes);
            _classes.Add(room with
            {
                FreeComputePpm = compute,
                FreeBytes = bytes,
                LeftPpm = DeviceBoard.LeftPpm(space.Types[room.Pool], compute, bytes),
                Hosts = room.Hosts | space.SameModel[unit],
                Placed = room.Placed | (1u << unit),
                Count = count,
            });
            _placed[unit] += count;
        }
    }

    /// <summary>Devices with the pair's mate, then others of this group, then other open ones, then empty ones; among those the one with the least left, of equals the first.</summary>
    private int Best(int candidates, int unit, uint mate, RunPoint point)
    {
        var (best, bestTier, bestLeft) = (-1, int.MaxValue, long.MaxValue);
        var classes = CollectionsMarshal.AsSpan(_classes)[..candidates];
        for (var i = space.Roots.Length; i < classes.Length; i++)
        {
            ref readonly var derived = ref classes[i];
            if (!Takes(in derived, unit, point))
                continue;
            var tier = (derived.Placed & mate) != 0 ? 0 : 1;
            if (tier < bestTier || (tier == bestTier && derived.LeftPpm < bestLeft))
                (best, bestTier, bestLeft) = (i, tier, derived.LeftPpm);
        }

        // Roots of a pool come open ones first, and by what they have left: the first that fits is the best.
        var root = 0;
        for (; best < 0 && root < space.Roots.Length; root++)
        {
            if (Takes(in classes[root], unit, point))
                best = root;
        }

        Steps += candidates - space.Roots.Length + root;
        return best;
    }

    /// <summary>Whether a device of a class has room for a replica, and none of its model.</summary>
    public static bool Takes(in SpaceClass devices, int unit, RunPoint point) =>
        devices.Count > 0 && devices.Pool == point.Pool && devices.FreeComputePpm >= point.ComputePpm && devices.FreeBytes >= point.MemoryBytes && (devices.Hosts & (1u << unit)) == 0;
}
