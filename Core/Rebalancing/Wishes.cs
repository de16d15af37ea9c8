namespace Shepherd.Core.Rebalancing;

/// <summary>Pins and sizes as limits of who may own what. What cannot be met is refused, and the group stays as it is.</summary>
internal static class Wishes
{
    /// <summary>Narrows the terrain.</summary>
    /// <param name="terrain">The terrain.</param>
    /// <param name="running">The placement that runs: who owns already goes on.</param>
    /// <returns>What is refused, and why.</returns>
    public static List<string> Apply(Terrain terrain, Board running)
    {
        var refused = new List<string>();
        foreach (var pin in terrain.Problem.Pins.OrderBy(p => p.Group, StringComparer.Ordinal))
        {
            if (terrain.FindGroup(pin.Group) is var group && group >= 0)
                Apply(terrain, group, FindFault(terrain, pin, group), pin.Workers.Select(terrain.FindWorker), refused);
        }

        foreach (var size in terrain.Problem.Sizes.OrderBy(s => s.Group, StringComparer.Ordinal))
        {
            if (terrain.FindGroup(size.Group) is var group && group >= 0)
                terrain.IsSized[group] = Apply(terrain, group, FindFault(terrain, size, group), Choose(terrain, running, group, size.Devices), refused);
        }

        return refused;
    }

    private static bool Apply(Terrain terrain, int group, string? fault, IEnumerable<int> workers, List<string> refused)
    {
        if (fault is null)
        {
            terrain.Restrict(group, workers.Where(w => w >= 0).ToHashSet());
            return true;
        }

        refused.Add(fault);
        terrain.IsFrozen[group] = true;
        return false;
    }

    private static string? FindFault(Terrain terrain, GroupPin pin, int group)
    {
        var able = pin.Workers.Where(name => terrain.FindWorker(name) is >= 0 and var worker && terrain.MayKeep(group, worker)).ToList();
        if (able.Count > 0)
            return null;
        var why = pin.Workers.Order(StringComparer.Ordinal).Select(name => terrain.FindWorker(name) switch
        {
            < 0 => $"{name} is not there",
            var worker when terrain.Workers[worker].IsLeaving => $"{name} gives up what it has",
            var worker when terrain.At(group, worker) == Place.Refused => $"{name} cannot load its models",
            _ => $"{name} does not serve its models",
        });
        return $"the pin of group {pin.Group} cannot be met, and its placement stands: {string.Join(", ", why)}; pin it to workers that serve it, or withdraw the pin";
    }

    private static string? FindFault(Terrain terrain, GroupSize size, int group)
    {
        var devices = Enumerable.Range(0, terrain.Workers.Count).Where(w => terrain.MayKeep(group, w)).Sum(w => terrain.Workers[w].Devices);
        if (size.Devices > devices)
            return $"group {size.Group} cannot have {size.Devices} devices, and its placement stands: workers that can serve it have {devices}; add workers or ask for less";
        return size.Devices > terrain.Groups[group].Partitions
            ? $"group {size.Group} cannot have {size.Devices} devices, and its placement stands: its topic has {terrain.Groups[group].Partitions} partitions, and each is one worker's; add partitions or ask for less"
            : null;
    }

    /// <summary>Workers that have as many devices together: first those with the most of its partitions, then those that have it warm, then the least loaded.</summary>
    private static List<int> Choose(Terrain terrain, Board running, int group, int devices)
    {
        var chosen = new List<int>();
        var left = devices;
        foreach (var worker in Enumerable.Range(0, terrain.Workers.Count)
            .Where(w => running.Count(group, w) > 0 ? terrain.MayKeep(group, w) : terrain.MayGet(group, w))
            .OrderByDescending(w => running.Count(group, w)).ThenByDescending(w => terrain.At(group, w)).ThenBy(running.Load).ThenBy(w => w))
        {
            if (left <= 0)
                break;
            chosen.Add(worker);
            left -= terrain.Workers[worker].Devices;
        }

        return chosen;
    }
}
