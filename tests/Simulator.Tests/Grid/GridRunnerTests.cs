using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Grid;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Simulator.Tests.Grid;

public sealed class GridRunnerTests
{
    private static readonly GridSize Small = new([5, 10], [0.3, 0.8, 1.2], [1, 2], [14], RequestsWanted: 500, RequestsCap: 600, LoadTolerance: 0.1) { ManyLoads = [0.8] };

    private static readonly IReadOnlyList<GridPolicy> Policies =
    [
        new("edf", () => new EdfPolicy(), PreemptionTerms.None),
        new("flex", () => new FlexPolicy(), PreemptionTerms.Measured(PreemptionKind.Restart)),
    ];

    private static readonly GridPlan Plan = GridPlan.Of(Small, [.. GridWorkloads.BuiltIn.Where(w => w.Family is "one" or "pair")], Policies, seed: 3);

    private static readonly GridResult Result = GridRunner.Run(Plan);

    [Fact]
    public void Of_Axes_EveryCombinationOnceAndFewOnManyGroups()
    {
        Assert.Equal(4 * ((2 * 2 * 3) + 1), Plan.Cells.Count);
        Assert.Equal(Plan.Cells.Count, Plan.Cells.Select(c => c.Name).Distinct().Count());
        Assert.All(Plan.Cells.Where(c => c.Gpus == 14), c => Assert.Equal((5, 0.8), (c.SloFactor, c.Load)));
    }

    [Fact]
    public void Run_Cells_AreInThePlansOrderAndOfTheirLoad()
    {
        Assert.Equal(Plan.Cells, Result.Cells.Select(c => c.Cell));
        Assert.All(Result.Cells, c => Assert.Equal(2, c.Results.Count));
        Assert.All(Result.Cells, c => Assert.All(c.Results, r => Assert.InRange(r.InSlo, 1, r.BoundInSlo!.Value)));
    }

    [Fact]
    public void Run_Twice_SameDigestsAndLoads()
    {
        var again = GridRunner.Run(Plan);
        Assert.Equal(Digests(Result), Digests(again));
        Assert.Equal(Result.MaxLoads.SelectMany(m => m.Loads), again.MaxLoads.SelectMany(m => m.Loads));

        static IEnumerable<string> Digests(GridResult result) => result.Cells.SelectMany(c => c.Results).Select(r => r.Digest);
    }

    [Fact]
    public void Run_MaxLoads_HoldTheAttainmentAndMissItAToleranceHigher()
    {
        Assert.Equal(Plan.Cells.Select(c => c.Series).Distinct(), Result.MaxLoads.Select(m => m.Cell.Series));
        var found = Result.MaxLoads.Single(m => m.Cell is { Workload.Name: "one-cv1", SloFactor: 10, Gpus: 2 });
        for (var policy = 0; policy < Policies.Count; policy++)
        {
            Assert.InRange(found.Loads[policy], 0.3, 1);
            Assert.True(Attainment(found.Loads[policy], policy) >= 0.99);
            Assert.True(Attainment(found.Loads[policy] + Small.LoadTolerance, policy) < 0.99);
        }

        double Attainment(double load, int policy) =>
            Simulation.Run((found.Cell with { Load = load }).ToScenario(Small, Plan.Seed) with { Preemption = Policies[policy].Preemption }, Policies[policy].Create).Attainment;
    }

    [Fact]
    public void Run_Progress_CountsEveryPartOnce()
    {
        var told = new List<GridProgress>();
        GridRunner.Run(GridPlan.Of(Small, [GridWorkloads.BuiltIn[0]], Policies, seed: 1, gpus: [1]), told.Add);
        Assert.Equal(Enumerable.Range(1, 6 + 4), told.Select(t => t.Done));
        Assert.All(told, t => Assert.Equal(10, t.Total));
    }

    [Fact]
    public void Run_Cancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => GridRunner.Run(Plan, progress: null, cancelled.Token));
    }

    [Fact]
    public void ToScenario_ManyDevices_IsShortenedButNotBelowTheLeast()
    {
        var workload = GridWorkloads.BuiltIn.Single(w => w.Name == "pair-cv1");
        var few = new GridCell(workload, 5, 1, 1).ToScenario(GridSize.Full, seed: 1);
        var many = new GridCell(workload, 5, 1, 400).ToScenario(GridSize.Full, seed: 1);
        Assert.True(few.DurationNs >= GridSize.SlosWanted * few.Models.Max(m => m.SloNs));
        Assert.Equal(GridSize.Full.SlosLeast * many.Models.Max(m => m.SloNs), many.DurationNs);
    }

    [Fact]
    public void ToScenario_Trace_EndsWithItAndIsLeftOutWhereItIsTooShort()
    {
        var instants = Enumerable.Range(0, 1000).Select(i => i * 1_000_000_000L).ToList();
        var trace = new Trace("requests", [new TraceStream("x", new InstantArrivals(instants, 1000 * 1_000_000_000L))], 1000 * 1_000_000_000L);
        var plan = GridPlan.Of(GridSize.Full, [GridWorkloads.OfTrace("x", trace)], Policies, seed: 1);
        Assert.Equal([1], plan.Cells.Select(c => c.Gpus).Distinct());
        Assert.Contains(plan.LeftOut, c => c is { Gpus: 400, Load: 1.2 });
        var scenario = new GridCell(GridWorkloads.OfTrace("x", trace), 5, 1, 12).ToScenario(GridSize.Full, seed: 1);
        Assert.InRange(scenario.Models.Sum(m => m.Arrivals.Rate) * scenario.DurationNs / 1e9, 999, 1001);
        Assert.Equal(5, scenario.Models.Count);
    }
}
