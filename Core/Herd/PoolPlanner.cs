using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>HERD over one pool.</summary>
/// <param name="Groups">Its groups.</param>
/// <param name="Dropped">Units that found no room.</param>
/// <param name="IsBalanced">Whether no group has more load than the options want, or than the pool's demand makes unavoidable.</param>
/// <param name="BurstToleranceMax">The most that any grouping reaches.</param>
internal sealed record PoolPlan(IReadOnlyList<PoolGroup> Groups, IReadOnlyList<StreamUnit> Dropped, bool IsBalanced, double BurstToleranceMax);

/// <summary>Plans one pool: whole groups for the objective, what stays when not all fits, and the running groups where they are as good.</summary>
internal static class PoolPlanner
{
    public static PoolPlan Plan(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, PoolProblem pool, RunningPool running, HerdOptions options)
    {
        if (pool.Units.Count == 0)
            return new PoolPlan([], [], true, 0);
        if (problem.Objective == PlanObjective.Cost && CostPacking.Pack(pool, options) is { } cheapest)
            return new PoolPlan(KeepCost(problem, aggregates, pool, running, options, cheapest), [], true, 0);
        var (kept, solution) = Solve(pool, options);
        List<StreamUnit> dropped = [];
        if (kept.Count < pool.Units.Count)
        {
            var stays = kept.ToHashSet();
            dropped = [.. Enumerable.Range(0, pool.Units.Count).Where(u => !stays.Contains(u)).Select(u => pool.Units[u])];
        }

        var left = pool.Only(kept);
        solution = KeepGoodput(problem, aggregates, left, running, options, solution);
        var isBalanced = solution.Load <= HerdSolver.EnoughLoad(left.Herd, options);
        return new PoolPlan([.. solution.Groups.Select(left.Group)], dropped, isBalanced, double.IsFinite(solution.BurstToleranceMax) ? solution.BurstToleranceMax : 0);
    }

    /// <summary>All units, or those of the most worthy models that fit.</summary>
    private static (IReadOnlyList<int> Units, HerdSolution Solution) Solve(PoolProblem pool, HerdOptions options)
    {
        if (HerdSolver.Solve(pool.Herd, options) is { } all)
            return ([.. Enumerable.Range(0, pool.Units.Count)], all);
        var (units, models) = ResidentChoice.Of(pool);
        // The choice fits; that the solver's packing finds it again is not certain, so the least worthy give way.
        for (; ; )
        {
            if (HerdSolver.Solve(pool.Only(units).Herd, options) is { } some)
                return (units, some);
            var least = models[^1];
            models.RemoveAt(models.Count - 1);
            units = [.. units.Where(u => pool.Herd.Streams[u].Model != least)];
        }
    }

    /// <summary>The running groups instead, where what they serve less costs less than the loads they save.</summary>
    private static HerdSolution KeepGoodput(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, PoolProblem pool, RunningPool running, HerdOptions options, HerdSolution fresh)
    {
        if (KeptGroups.Of(problem, pool, aggregates, running) is not { } groups || HerdSolver.Keep(pool.Herd, groups, fresh, options) is not { } kept)
            return fresh;
        var worthOfKept = Served(kept) - (options.ModelLoadDevices * Loads(aggregates, pool, running, kept.Groups.Select(pool.Group)));
        var worthOfFresh = Served(fresh) - (options.ModelLoadDevices * Loads(aggregates, pool, running, fresh.Groups.Select(pool.Group)));
        var isLoadFine = kept.Load <= Math.Max(fresh.Load, HerdSolver.EnoughLoad(pool.Herd, options));
        return isLoadFine && worthOfKept >= worthOfFresh ? kept : fresh;

        double Served(HerdSolution solution) => solution.Groups.Sum(g => Math.Min(g.Devices, g.Streams.Sum(s => pool.Units[s].Devices)));
    }

    private static List<PoolGroup> KeepCost(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, PoolProblem pool, RunningPool running, HerdOptions options, List<PoolGroup> fresh)
    {
        if (KeptGroups.Of(problem, pool, aggregates, running) is not { } groups)
            return fresh;
        var kept = new List<PoolGroup>();
        foreach (var group in groups)
        {
            List<StreamUnit> units = [.. group.Streams.Order().Select(s => pool.Units[s])];
            var devices = CostPacking.DevicesFor(units, options);
            if (devices > pool.Herd.GroupDevicesMax && units.Count > 1)
                return fresh;
            kept.Add(new PoolGroup(pool.Pool, Math.Min(devices, pool.Herd.GroupDevicesMax), units));
        }

        var (keptDevices, freshDevices) = (kept.Sum(g => g.Devices), fresh.Sum(g => g.Devices));
        var savedLoads = Loads(aggregates, pool, running, fresh) - (keptDevices <= pool.Herd.Devices ? Loads(aggregates, pool, running, kept) : int.MaxValue / 2);
        return keptDevices <= freshDevices + (options.ModelLoadDevices * savedLoads) ? kept : fresh;
    }

    private static int Loads(IReadOnlyList<StreamAggregate> aggregates, PoolProblem pool, RunningPool running, IEnumerable<PoolGroup> groups)
    {
        _ = running.Devices([.. groups.Select(g => ((IReadOnlyList<int>)PlanBuilder.ModelsOf(aggregates, g), g.Devices))], out var loads);
        return loads;
    }
}
