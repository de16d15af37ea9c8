using Shepherd.Simulator.Bounds;
using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Grid;

/// <summary>Runs a grid on all cores. The result does not depend on how many there are, or on what ends first.</summary>
public static class GridRunner
{
    /// <summary>Runs every policy on every cell, then looks for the largest loads.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="progress">Told after each part, from any thread but one at a time.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentException">A cell makes no scenario; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static GridResult Run(GridPlan plan, Action<GridProgress>? progress = null, CancellationToken cancellation = default)
    {
        var series = plan.Cells.Where(_ => plan.SearchesLoads).Select((cell, index) => (cell, index)).GroupBy(c => c.cell.Series, c => c.index, StringComparer.Ordinal).Select(g => g.ToArray()).ToList();
        var searches = series.SelectMany(s => Enumerable.Range(0, plan.Policies.Count).Select(p => (Cells: s, Policy: p))).ToList();
        var teller = new Teller(progress, plan.Cells.Count + searches.Count);
        var scenarios = plan.Cells.Select(c => c.ToScenario(plan.Size, plan.Seed) with { Lanes = plan.Lanes }).ToList();
        var cells = new CellResult[plan.Cells.Count];
        ForEach(plan.Cells.Count, i => scenarios[i].ExpectedRequests(), cancellation, i =>
        {
            cells[i] = RunCell(plan, plan.Cells[i], scenarios[i]);
            teller.Tell(plan.Cells[i].Name);
        });
        var loads = new double[searches.Count];
        ForEach(searches.Count, i => scenarios[searches[i].Cells[^1]].ExpectedRequests(), cancellation, i =>
        {
            loads[i] = MaxLoadSearch.Find(plan, [.. searches[i].Cells.Select(c => cells[c])], searches[i].Policy);
            teller.Tell($"largest load of {plan.Policies[searches[i].Policy].Name}: {plan.Cells[searches[i].Cells[0]].Series}");
        });
        return new GridResult(plan, cells, [.. series.Select((s, i) => new MaxLoadResult(plan.Cells[s[0]], loads[(i * plan.Policies.Count)..((i + 1) * plan.Policies.Count)]))]);
    }

    private static CellResult RunCell(GridPlan plan, GridCell cell, Scenario scenario)
    {
        var bound = UpperBound.InSlo(scenario);
        var results = plan.Policies.Select(p => Simulation.Run(scenario with { Preemption = p.Preemption }, p.Create) with { BoundInSlo = bound });
        return new CellResult(cell, scenario.DurationNs, [.. results]);
    }

    /// <summary>The costliest first, so that no core is left with one at the end.</summary>
    private static void ForEach(int count, Func<int, double> cost, CancellationToken cancellation, Action<int> work)
    {
        var byCost = Enumerable.Range(0, count).OrderByDescending(cost).ToList();
        var next = -1;
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, count, options, _ => work(byCost[Interlocked.Increment(ref next)]));
    }

    private static double ExpectedRequests(this Scenario scenario) => scenario.Models.Sum(m => m.Arrivals.Rate) * scenario.DurationNs;

    private sealed class Teller(Action<GridProgress>? progress, int total)
    {
        private readonly Lock _lock = new();
        private int _done;

        public void Tell(string what)
        {
            lock (_lock)
                progress?.Invoke(new GridProgress(++_done, total, what));
        }
    }
}
