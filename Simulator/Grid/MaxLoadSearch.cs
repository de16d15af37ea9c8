using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Grid;

/// <summary>
/// The largest load that a policy serves at a wanted attainment, by halving between two loads of the grid. Attainment is taken to fall with the load, as it does
/// but for luck: requests are the same at every load, closer together.
/// </summary>
internal static class MaxLoadSearch
{
    /// <summary>No schedule does twice what the largest batches allow for long.</summary>
    private const double LoadMax = 2;

    /// <param name="plan">Policies, sizes and seed.</param>
    /// <param name="known">The grid's results, by rising load.</param>
    /// <param name="policy">Index of the policy.</param>
    /// <returns>0 where even the least load that was tried is too much.</returns>
    public static double Find(GridPlan plan, IReadOnlyList<CellResult> known, int policy)
    {
        var reached = known.TakeWhile(c => c.Results[policy].Attainment >= plan.Attainment).ToList();
        var low = reached.Count == 0 ? 0 : reached[^1].Cell.Load;
        var high = reached.Count == known.Count ? LoadMax : known[reached.Count].Cell.Load;
        while (high - low > plan.Size.LoadTolerance)
        {
            var middle = (low + high) / 2;
            var scenario = (known[0].Cell with { Load = middle }).ToScenario(plan.Size, plan.Seed) with { Preemption = plan.Policies[policy].Preemption, Lanes = plan.Lanes };
            if (Simulation.Run(scenario, plan.Policies[policy].Create).Attainment >= plan.Attainment)
                low = middle;
            else
                high = middle;
        }

        return low;
    }
}
