using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Planning.Rivals;

/// <summary>Selective replication for one problem.</summary>
internal sealed class AlpaServeAttempt : IRivalAttempt
{
    private readonly RivalProblem _rival;
    private readonly IReadOnlyList<int> _pools;
    private readonly Guest?[] _guests;

    public AlpaServeAttempt(RivalProblem rival)
    {
        _rival = rival;
        _pools = rival.Problem.PoolOfDevices();
        var whole = new NeedTable(rival.Problem, [RunPoint.WholePpm]);
        _guests = [.. rival.Units.SelectMany((unit, i) => rival.Problem.Devices.Select((_, pool) => GuestOf(whole, unit, i, pool)))];
    }

    public RivalDraft Attempt(IReadOnlyList<double> rates, bool byEfficiency)
    {
        var (devices, left) = (_pools.Select(_ => new SharedDevice()).ToArray(), rates.ToArray());
        var rooms = _rival.Problem.Devices.Select(_ => new SortedSet<(double Used, int Device)>()).ToArray();
        for (var device = 0; device < devices.Length; device++)
            rooms[_pools[device]].Add((0, device));

        // Of equal want the first unit; by efficiency, want counts by what a device gives for it.
        var queue = new SortedSet<(double Order, int Unit)>();
        for (var unit = 0; unit < left.Length; unit++)
            queue.Add((-Weight(unit, left[unit], byEfficiency), unit));
        var isComplete = true;
        while (queue.Count > 0)
        {
            var (order, unit) = queue.Min;
            queue.Remove((order, unit));
            if (Find(unit, left[unit], rooms, devices) is not { } device)
            {
                isComplete = false;
                continue;
            }

            var (pool, used) = (_pools[device], devices[device].Used);
            left[unit] -= devices[device].Add(GuestAt(unit, pool)!, left[unit]);
            rooms[pool].Remove((used, device));
            if (devices[device].Used < 1)
                rooms[pool].Add((devices[device].Used, device));
            if (left[unit] > 1e-9 * rates[unit])
                queue.Add((-Weight(unit, left[unit], byEfficiency), unit));
        }

        return Write(devices, isComplete);
    }

    public string WhyUnplaced(DemandUnit unit) => "no device has both memory and time left for another replica of it within the SLOs of those that share it; add devices";

    private double Weight(int unit, double rps, bool byEfficiency) => byEfficiency ? Enumerable.Range(0, _rival.Problem.Devices.Count).Max(p => GuestAt(unit, p)?.Rps ?? 0) : rps;

    private Guest? GuestAt(int unit, int pool) => _guests[(unit * _rival.Problem.Devices.Count) + pool];

    /// <summary>The batch with the most goodput of the whole device.</summary>
    private Guest? GuestOf(NeedTable whole, DemandUnit unit, int position, int pool)
    {
        var (best, rps) = (default(RunPoint), 0.0);
        foreach (var point in whole.Of(unit.Model, pool))
        {
            if (point.CapacityRps(unit.SloNs) is var capacity && capacity > rps)
                (best, rps) = (point, capacity);
        }

        if (rps <= 0)
            return null;
        var need = _rival.Problem.Estimator.Estimate(unit.Model, pool, best.Batch)!.Value;
        return new Guest(unit, position, best, rps, need.WeightBytes, need.WorkBytes);
    }

    /// <summary>For goodput the least used device; for cost the fullest in use that has all the time that is wanted, else an empty one of the cheapest type for it, else whatever has time.</summary>
    private int? Find(int unit, double rps, SortedSet<(double Used, int Device)>[] rooms, SharedDevice[] devices)
    {
        var pools = Enumerable.Range(0, rooms.Length).Where(p => GuestAt(unit, p) is not null).OrderBy(p => _rival.PoolCost[p] / GuestAt(unit, p)!.Rps).ThenBy(p => p).ToArray();
        if (_rival.Problem.Objective == PlanObjective.Goodput)
            return Least(unit, pools, rooms, devices);
        foreach (var pool in pools)
        {
            var guest = GuestAt(unit, pool)!;
            foreach (var (used, device) in rooms[pool].Reverse())
            {
                if (used > 0 && (1 - used) * guest.Rps >= rps && devices[device].Takes(guest, _rival.Problem.Devices[pool].Type.MemoryBytes))
                    return device;
            }
        }

        foreach (var pool in pools)
        {
            if (rooms[pool].Count > 0 && rooms[pool].Min is var (used, device) && used == 0 && devices[device].Takes(GuestAt(unit, pool)!, _rival.Problem.Devices[pool].Type.MemoryBytes))
                return device;
        }

        return Least(unit, pools, rooms, devices);
    }

    private int? Least(int unit, int[] pools, SortedSet<(double Used, int Device)>[] rooms, SharedDevice[] devices)
    {
        (double Used, int Device)? best = null;
        foreach (var pool in pools)
        {
            var guest = GuestAt(unit, pool)!;
            foreach (var room in rooms[pool])
            {
                if (best is { } found && room.Used >= found.Used)
                    break;
                if (!devices[room.Device].Takes(guest, _rival.Problem.Devices[pool].Type.MemoryBytes))
                    continue;
                best = room;
                break;
            }
        }

        return best?.Device;
    }

    private RivalDraft Write(SharedDevice[] devices, bool isComplete)
    {
        var (draft, replicas) = (new RivalDraft { IsComplete = isComplete }, new int[_rival.Units.Count]);
        foreach (var guest in devices.SelectMany(d => d.Guests))
            replicas[guest.Position]++;
        for (var device = 0; device < devices.Length; device++)
        {
            var guests = devices[device].Guests.OrderBy(g => g.Position).ToList();
            if (guests.Count == 0)
                continue;
            draft.Lanes.Add(new PlacedLane(
                device,
                RunPoint.WholePpm,
                [.. guests.Select(g => new LaneModel(g.Unit.Model, g.Point.Batch, g.Point.DurationNs))],
                [.. guests.Select(g => new UnitCapacity(g.Unit, g.ServedRps))]));
            foreach (var guest in guests.Where(g => !draft.Notes.ContainsKey(g.Unit.Index)))
            {
                draft.Notes.Add(guest.Unit.Index, FormattableString.Invariant(
                    $"{BatchReason.Of(_rival.Problem, guest.Unit.Model, guest.Point.Pool, 100, guest.Point.Batch, guest.Unit.SloNs)}; on whole devices such as {_rival.Problem.Devices[guest.Point.Pool].Type.Name} {device}, where it has {guest.ServedRps / guest.Rps * 100:0.#} % of the time {(guests.Count > 1 ? $"beside {Counted.Of(guests.Count - 1, "other model")}" : "to itself")}; {Counted.Of(replicas[guest.Position], "device")} with it, each added while it had the most requests left unserved"));
            }
        }

        return draft;
    }
}
