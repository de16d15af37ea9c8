namespace Shepherd.Core.Rebalancing;

/// <summary>
/// Whether a placement can be reached at all when every group is warm at its new owner before it leaves the old one: with little memory two workers can wait for each other for ever.
/// </summary>
internal static class MoveOrder
{
    /// <summary>Plays the moves in whatever order memory allows.</summary>
    public static bool IsPossible(Board running, Board target)
    {
        var terrain = target.Terrain;
        if (terrain.Workers.All(w => w.MemoryBytes == 0))
            return true;
        var held = new HashSet<(int Group, int Worker)>();
        var wanted = new HashSet<(int Group, int Worker)>();
        for (var group = 0; group < terrain.Groups.Count; group++)
        {
            for (var worker = 0; worker < terrain.Workers.Count; worker++)
            {
                if (running.Count(group, worker) > 0)
                    held.Add((group, worker));
                if (target.Count(group, worker) > 0)
                    wanted.Add((group, worker));
            }
        }

        bool Fits((int Group, int Worker) place) => terrain.Workers[place.Worker].MemoryBytes is var memory
            && (memory == 0 || held.Where(h => h.Worker == place.Worker).Sum(h => terrain.Groups[h.Group].ModelBytes) + terrain.Groups[place.Group].ModelBytes <= memory);
        bool MayLeave((int Group, int Worker) place) => Enumerable.Range(0, target.Partitions(place.Group))
            .Where(p => running.Owner(place.Group, p) == place.Worker).All(p => target.Owner(place.Group, p) is var to && (to == Board.None || held.Contains((place.Group, to))));
        for (var changed = true; changed;)
        {
            var coming = wanted.Except(held).Order().Cast<(int, int)?>().FirstOrDefault(w => Fits(w!.Value));
            var leaving = coming is null ? held.Except(wanted).Order().Cast<(int, int)?>().FirstOrDefault(h => MayLeave(h!.Value)) : null;
            changed = coming is not null || leaving is not null;
            if (coming is { } came)
                held.Add(came);
            if (leaving is { } left)
                held.Remove(left);
        }

        return wanted.IsSubsetOf(held);
    }
}
