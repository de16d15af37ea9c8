using Shepherd.Core.Policies;
using Shepherd.Simulator.Grid;
using Shepherd.Simulator.Report;

namespace Shepherd.Simulator.Tests.Grid;

public sealed class GridSummaryTests
{
    [Fact]
    public void Of_TwoPolicies_NamesTheWorstCellAndCountsWhoIsBest()
    {
        var summary = GridSummary.Of(Grid((0.5, [100, 100], 100), (0.9, [50, 100], 100), (1.2, [60, 40], 80)));
        Assert.Equal((0.5, 0.9), (summary[0].WorstRatio, summary[0].WorstCell!.Load));
        Assert.Equal((1, 1, 2), (summary[0].Below, summary[0].StrictlyBest, summary[0].Best));
        Assert.Equal((40.0 / 60, 1.2), (summary[1].WorstRatio!.Value, summary[1].WorstCell!.Load));
        // Loads over 1 do not count: the square root of 1 × 0.5.
        Assert.Equal(Math.Sqrt(0.5), summary[0].MeanShareOfBound!.Value, 1e-9);
        Assert.Equal(1, summary[1].MeanShareOfBound!.Value, 1e-9);
    }

    [Fact]
    public void Of_NothingAnswered_IsBeatenByNone()
    {
        var summary = GridSummary.Of(Grid((1, [0, 5], 10)));
        Assert.Equal((0, 1), (summary[0].WorstRatio, summary[1].WorstRatio));
        Assert.Equal(0, summary[0].MeanShareOfBound);
    }

    private static GridResult Grid(params (double Load, int[] InSlo, long Bound)[] cells)
    {
        IReadOnlyList<GridPolicy> policies = [new("a", () => new EdfPolicy(), PreemptionTerms.None), new("b", () => new FifoPolicy(), PreemptionTerms.None)];
        var results = cells.Select(c => new CellResult(new GridCell(GridWorkloads.BuiltIn[0], 5, c.Load, 1), 1, [.. c.InSlo.Select(n => Simulated(n, c.Bound))])).ToList();
        return new GridResult(new GridPlan([.. results.Select(r => r.Cell)], policies, GridSize.Quick, 1), results, []);
    }

    private static SimulationResult Simulated(int inSlo, long bound) => new()
    {
        Requests = 100,
        InSlo = inSlo,
        BoundInSlo = bound,
        GoodputRps = inSlo,
        Utilization = 1,
        MeanBatch = 1,
        Preemptions = 0,
        WastedDeviceS = 0,
        WorstModelAttainment = 1,
        Models = [],
        Digest = "",
        Events = 1,
    };
}
