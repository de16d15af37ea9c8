using Shepherd.Core.Herd;
using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Hybrid;

namespace Shepherd.Core.Tests.Planning.Hybrid;

public sealed class HybridPlannerTests
{
    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(0, 40).Select(i => (ulong)i)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_AnyProblem_IsValidAndNoWorseThanItsParts(ulong seed)
    {
        var problem = RandomProblem.Of(seed) with { Objective = PlanObjective.Goodput };
        var plan = PlannerCatalog.Create("hybrid").Plan(problem);
        PlanChecks.Valid(problem, plan);
        foreach (var part in new[] { "herd", "exclusive", "alpaserve", "usher", "gpulet", "parva" })
            Assert.True(PlanChecks.GoodputRps(plan) >= PlanChecks.GoodputRps(PlannerCatalog.Create(part).Plan(problem)) * 0.997, part);
    }

    [Fact]
    public void Plan_SameProblemTwice_SamePlan()
    {
        var problem = RandomProblem.Of(3);
        Assert.Equal(PlanChecks.Text(PlannerCatalog.Create("hybrid").Plan(problem)), PlanChecks.Text(PlannerCatalog.Create("hybrid").Plan(problem)));
    }

    [Fact]
    public void Plan_Cost_IsTheCheapestThatMeetsTheDemand()
    {
        var problem = RandomProblem.Ordinary(5, 10, [60]) with { Objective = PlanObjective.Cost };
        var plan = PlannerCatalog.Create("hybrid").Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.True(PlanChecks.GoodputRps(plan) >= 0.99 * problem.Streams.Sum(s => s.RateRps));
        Assert.True(PlanChecks.CostPerH(problem, plan) <= PlanChecks.CostPerH(problem, new HerdPlanner().Plan(problem)));
    }

    [Fact]
    public void Plan_BatchesThatFillLittleOfADevice_DividesIt()
    {
        // One request fills 10 % of a device, and batches are no larger than one: whole devices would stand nearly empty.
        var problem = new PlanningProblem(
            [new PlannedModel("m", 1)],
            [new ModelStream("s", 0, 100_000_000, 1000)],
            [new DevicePool(new DeviceType("small", 16_000_000_000, 1), 2)],
            new SeededEstimator([new SeededEstimator.Model(1e6, 9e6, 10, 1_000_000, 1_000)], [1]));
        var plan = new HybridPlanner([new HerdPlanner()], [], new PredictedGoodput()).Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.All(plan.Devices, d => Assert.Equal(4, d.Lanes.Count));
        Assert.Equal(4 * PlanChecks.GoodputRps(new HerdPlanner().Plan(problem)), PlanChecks.GoodputRps(plan), 1e-6);
        Assert.Contains(plan.Reasons, r => r.Text.StartsWith("4 equal lanes", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_MoreStreamsThanAreTried_GoesByPredictions()
    {
        var problem = RandomProblem.Ordinary(7, 450, [400]);
        var plan = new HybridPlanner([new HerdPlanner()], [new ExclusivePlanner()], new NoTrial()).Plan(problem);
        PlanChecks.Valid(problem, plan);
    }

    [Theory]
    [InlineData(PlanObjective.Goodput)]
    [InlineData(PlanObjective.Cost)]
    public void Plan_DemandHardlyMoved_StaysAsItRuns(PlanObjective objective)
    {
        var problem = RandomProblem.Ordinary(5, 10, [60]) with { Objective = objective };
        var running = PlannerCatalog.Create("hybrid").Plan(problem);
        var moved = problem with { Running = running, Streams = [.. problem.Streams.Select(s => s with { RateRps = s.RateRps * 0.999 })] };
        var plan = PlannerCatalog.Create("hybrid").Plan(moved);
        PlanChecks.Valid(moved, plan);
        Assert.Empty(PlanMove.Between(moved, running, plan));
    }

    [Fact]
    public void Plan_DemandGoneForTheMost_LeavesTheRunningPlan()
    {
        var problem = RandomProblem.Ordinary(5, 10, [60]) with { Objective = PlanObjective.Cost };
        var running = PlannerCatalog.Create("hybrid").Plan(problem);
        var moved = problem with { Running = running, Streams = [.. problem.Streams.Select(s => s with { RateRps = s.RateRps * 0.2 })] };
        var plan = PlannerCatalog.Create("hybrid").Plan(moved);
        PlanChecks.Valid(moved, plan);
        Assert.True(PlanChecks.CostPerH(moved, plan) < 0.7 * PlanChecks.CostPerH(problem, running));
    }

    public static TheoryData<ulong> Overloads() => [.. Enumerable.Range(0, 12).Select(i => (ulong)i)];

    [Theory]
    [MemberData(nameof(Overloads))]
    public void Plan_TooMuchDemandAndATrialThatChecks_TriesOnlyPlansThatCanBe(ulong seed)
    {
        // Groups that are sent more than they can do, and placements inside them that take less.
        var ordinary = RandomProblem.Ordinary(seed, 10, [12]);
        var problem = ordinary with { Objective = PlanObjective.Goodput, Streams = [.. ordinary.Streams.Select(s => s with { RateRps = s.RateRps * 20 })] };
        var plan = PlannerCatalog.Create("hybrid", new Checks()).Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.NotEmpty(plan.Unplaced);
        var again = problem with { Running = plan };
        PlanChecks.Valid(again, PlannerCatalog.Create("hybrid", new Checks()).Plan(again));
    }

    [Fact]
    public void Plan_RunningPlanOfOtherStreams_IsNotKept()
    {
        var problem = RandomProblem.Ordinary(5, 10, [60]);
        var running = PlannerCatalog.Create("hybrid").Plan(problem);
        var grown = RandomProblem.Ordinary(5, 20, [60]) with { Running = running };
        PlanChecks.Valid(grown, PlannerCatalog.Create("hybrid").Plan(grown));
    }

    private sealed class Checks : IPlanEvaluator
    {
        private readonly PredictedGoodput _predicted = new();

        public double GoodputRps(PlanningProblem problem, PlacementPlan plan, int trial) =>
            PlacementCheck.FindFault(problem, plan) is { } fault ? throw new InvalidOperationException(fault) : _predicted.GoodputRps(problem, plan, trial);
    }

    private sealed class NoTrial : IPlanEvaluator
    {
        public double GoodputRps(PlanningProblem problem, PlacementPlan plan, int trial) => throw new InvalidOperationException("too many streams to try");
    }
}
