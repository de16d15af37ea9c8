namespace Shepherd.Core.Herd;

/// <summary>
/// Chooses the models that stay where a pool cannot hold all: those that answer the most requests per part of what they use up (a device's memory or the pool's work, whichever is scarcer), each into the first
/// group of one device that has room for it.
/// </summary>
internal static class ResidentChoice
{
    /// <returns>Indices of the units of the models that stay, ascending, and their models from the most to the least worth.</returns>
    public static (List<int> Units, List<int> Models) Of(PoolProblem pool)
    {
        var herd = pool.Herd;
        var (rate, devices, units) = (new double[herd.Models.Count], new double[herd.Models.Count], new List<int>[herd.Models.Count]);
        for (var i = 0; i < pool.Units.Count; i++)
        {
            var model = herd.Streams[i].Model;
            rate[model] += pool.Units[i].RateRps;
            devices[model] += pool.Units[i].Devices;
            (units[model] ??= []).Add(i);
        }

        var ranked = Enumerable.Range(0, rate.Length).Where(k => units[k] is not null).OrderByDescending(k => rate[k] / Math.Max(Share(herd, k), devices[k] / herd.Devices)).ThenBy(k => k);
        var (groups, kept) = (new List<WorkGroup>(), new List<int>());
        foreach (var model in ranked)
        {
            var group = groups.Find(g => g.AffinitySet == herd.Models[model].AffinitySet && g.Fits(units[model][0]));
            if (group is null)
            {
                if (groups.Count == herd.Devices)
                    continue;
                groups.Add(group = new WorkGroup(herd, herd.Models[model].AffinitySet, 1));
            }

            group.Add(units[model][0]);
            kept.Add(model);
        }

        return ([.. kept.SelectMany(k => units[k]).Order()], kept);
    }

    private static double Share(HerdModel herd, int model) => Math.Max(1e-9, (double)(herd.Models[model].WeightBytes + herd.Models[model].WorkBytes) / herd.MemoryBytes / Math.Max(1, herd.Devices));
}
