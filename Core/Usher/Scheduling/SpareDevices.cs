using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>
/// Gives room that the demand leaves to the units with the least capacity for their bursts, one replica at a time, on the emptiest device that takes it. Devices that are paid anyway serve
/// bursts better than nobody; USHER leaves them empty.
/// </summary>
internal static class SpareDevices
{
    /// <param name="draft">Where all demand that can be placed has its place.</param>
    /// <param name="needs">Configurations.</param>
    /// <param name="sigmas">What counts as a burst: <see cref="UsherOptions.BurstSigmas"/>.</param>
    /// <param name="most">How far: a multiple of the rate with that.</param>
    public static void Fill(PlanDraft draft, UsherNeeds needs, double sigmas, double most)
    {
        var (rooms, kinds) = (Rooms(draft), Kinds(draft));
        var queue = new SortedSet<(double Burst, int Unit)>();
        for (var unit = 0; unit < draft.Units.Count; unit++)
        {
            if (draft.Units[unit].RateRps > 0)
                queue.Add((Burst(draft, unit, sigmas), unit));
        }

        while (queue.Count > 0 && queue.Min is var (burst, unit) && burst < most)
        {
            queue.Remove((burst, unit));
            var missing = (most * draft.Units[unit].PlanRps(sigmas)) - draft.CapacityRps(unit);
            if (TryAdd(draft, needs, rooms, kinds[unit], draft.Units[unit], missing))
                queue.Add((Burst(draft, unit, sigmas), unit));
        }
    }

    private static double Burst(PlanDraft draft, int unit, double sigmas) => draft.CapacityRps(unit) / draft.Units[unit].PlanRps(sigmas);

    /// <summary>Devices of each pool, the emptiest first.</summary>
    private static SortedSet<(long LeftPpm, int Device)>[] Rooms(PlanDraft draft)
    {
        var rooms = draft.Board.Types.Select(_ => new SortedSet<(long LeftPpm, int Device)>()).ToArray();
        for (var device = 0; device < draft.Board.Count; device++)
            rooms[draft.Board.Pools[device]].Add(Room(draft, device));
        return rooms;
    }

    /// <summary>How each unit's replicas run.</summary>
    private static List<RunPoint>[] Kinds(PlanDraft draft)
    {
        var kinds = draft.Units.Select(_ => new List<RunPoint>()).ToArray();
        for (var device = 0; device < draft.Board.Count; device++)
        {
            foreach (var replica in draft.Board.On(device))
            {
                if (!kinds[replica.Unit.Index].Contains(replica.Point))
                    kinds[replica.Unit.Index].Add(replica.Point);
            }
        }

        return kinds;
    }

    private static (long LeftPpm, int Device) Room(PlanDraft draft, int device) =>
        (-DeviceBoard.LeftPpm(draft.Board.Types[draft.Board.Pools[device]], draft.Board.FreeComputePpm(device), draft.Board.FreeBytes(device)), device);

    /// <summary>One more like those that are there, in one queue with them, where there is room for it; else the configuration that gives the most of what is missing for its part of a device.</summary>
    private static bool TryAdd(PlanDraft draft, UsherNeeds needs, SortedSet<(long LeftPpm, int Device)>[] rooms, List<RunPoint> kinds, DemandUnit unit, double missingRps)
    {
        var pools = Enumerable.Range(0, rooms.Length);
        var points = pools.SelectMany(p => needs.Own.Of(unit.Model, p)).Select(p => (Point: p, Rps: needs.CapacityRps(unit, p)))
            .Where(p => p.Rps > 0 && needs.KeepsFill(unit, new ReplicaOption(p.Point, (int)Math.Ceiling((draft.CapacityRps(unit.Index) / p.Rps) + 1), p.Rps), unit.RateRps))
            .OrderByDescending(p => kinds.Contains(p.Point)).ThenByDescending(p => Math.Min(p.Rps, missingRps) / p.Point.WidestPpm).ThenBy(p => p.Point.Pool).ThenBy(p => p.Point.Batch);
        foreach (var (point, rps) in points)
        {
            foreach (var (left, device) in rooms[point.Pool])
            {
                if (-left < point.SizePpm - 1)
                    break;
                if (!draft.Board.Takes(device, unit.Model, point))
                    continue;
                rooms[point.Pool].Remove((left, device));
                draft.Add(device, new Replica(unit, point, rps));
                rooms[point.Pool].Add(Room(draft, device));
                if (!kinds.Contains(point))
                    kinds.Add(point);
                return true;
            }
        }

        return false;
    }
}
