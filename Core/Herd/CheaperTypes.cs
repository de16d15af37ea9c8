using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>For cost: a group goes to another type as a whole where its devices there cost less. The type with the most goodput for its price may be too large for what a group needs.</summary>
internal static class CheaperTypes
{
    /// <summary>Moves each group once, in their order.</summary>
    public static IReadOnlyList<PoolGroup> Move(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, IReadOnlyList<PoolProfiles> profiles, HerdOptions options, double affinityMax, IReadOnlyList<PoolGroup> groups)
    {
        var free = problem.Devices.Select((pool, index) => pool.Count - groups.Where(g => g.Pool == index).Sum(g => g.Devices)).ToArray();
        var moved = new List<PoolGroup>(groups.Count);
        foreach (var group in groups)
        {
            var best = group;
            for (var pool = 0; pool < free.Length; pool++)
            {
                if (pool != group.Pool && Convert(problem, aggregates, profiles[pool], options, affinityMax, group, pool) is { } other && other.Devices <= free[pool] && Price(problem, other) < Price(problem, best))
                    best = other;
            }

            free[group.Pool] += group.Devices;
            free[best.Pool] -= best.Devices;
            moved.Add(best);
        }

        return [.. moved.OrderBy(g => g.Pool)];
    }

    private static double Price(PlanningProblem problem, PoolGroup group) => group.Devices * problem.Devices[group.Pool].Type.PricePerH;

    private static PoolGroup? Convert(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, PoolProfiles profiles, HerdOptions options, double affinityMax, PoolGroup group, int pool)
    {
        if (group.Units.Any(u => aggregates[u.Aggregate].Capacities[pool] is null))
            return null;
        var models = PlanBuilder.ModelsOf(aggregates, group);
        if (AffinitySets.Of([.. models.Select(profiles.Line)], affinityMax).Any(set => set > 0))
            return null;
        var residents = models.Select(m => profiles.Resident(m, 0)).ToList();
        if (residents.Sum(r => r.WeightBytes) + residents.Max(r => r.WorkBytes) > problem.Devices[pool].Type.MemoryBytes)
            return null;
        List<StreamUnit> units = [.. group.Units.Select(u => aggregates[u.Aggregate].Unit(u.Aggregate, pool, u.RateRps))];
        var devices = CostPacking.DevicesFor(units, options);
        return devices <= problem.GroupDevices ? new PoolGroup(pool, devices, units) : null;
    }
}
