namespace Shepherd.Simulator.Grid;

/// <summary>How a policy stands in a grid.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="MeanShareOfBound">Geometric mean of its share of the bound over the cells with a load of at most 1; null where there is none.</param>
/// <param name="WorstRatio">Its attainment ÷ that of the best other policy where that is least; null where it is alone.</param>
/// <param name="WorstCell">Where that is.</param>
/// <param name="Below">Cells where that ratio is under <see cref="Near"/>.</param>
/// <param name="StrictlyBest">Cells where it answers more in time than every other.</param>
/// <param name="Best">Cells where no other answers more in time.</param>
public sealed record GridSummary(string Policy, double? MeanShareOfBound, double? WorstRatio, GridCell? WorstCell, int Below, int StrictlyBest, int Best)
{
    /// <summary>A policy that near to the best is not beaten.</summary>
    public const double Near = 0.99;

    /// <summary>One for each policy, in the plan's order.</summary>
    public static IReadOnlyList<GridSummary> Of(GridResult grid) => [.. grid.Plan.Policies.Select((p, i) => Of(grid, p.Name, i))];

    private static GridSummary Of(GridResult grid, string name, int policy)
    {
        var shares = grid.Cells.Where(c => c.Cell.Load <= 1).Select(c => c.Results[policy].ShareOfBound ?? 1).ToList();
        double? mean = shares.Count == 0 ? null : Math.Exp(shares.Average(Math.Log));
        if (grid.Plan.Policies.Count < 2 || grid.Cells.Count == 0)
            return new GridSummary(name, mean, null, null, 0, 0, 0);
        var duels = grid.Cells.Select(c => (c.Cell, Own: c.Results[policy].InSlo, Other: c.Results.Where((_, i) => i != policy).Max(r => r.InSlo))).ToList();
        var (worstCell, own, other) = duels.MinBy(d => Ratio(d.Own, d.Other));
        return new GridSummary(
            name, mean, Ratio(own, other), worstCell, duels.Count(d => Ratio(d.Own, d.Other) < Near), duels.Count(d => d.Own > d.Other), duels.Count(d => d.Own >= d.Other));
    }

    /// <summary>Where the others answer none, none beats it.</summary>
    private static double Ratio(int own, int other) => other == 0 ? 1 : (double)own / other;
}
