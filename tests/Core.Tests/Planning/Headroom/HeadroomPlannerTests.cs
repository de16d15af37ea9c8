using Shepherd.Core.Herd;
using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Headroom;

namespace Shepherd.Core.Tests.Planning.Headroom;

public sealed class HeadroomPlannerTests
{
    private static readonly PlanningProblem Problem = RandomProblem.Ordinary(5, 10, [60]) with { Objective = PlanObjective.Cost };

    private static readonly double DemandRps = Problem.Streams.Sum(s => s.RateRps);

    [Fact]
    public void Plan_ForMore_ScalesWhatHasNoPlaceAndPromisesNoMoreThanComes()
    {
        var problem = RandomProblem.Ordinary(5, 10, [2]);
        var plan = DemandHeadroom.Plan(problem, new ExclusivePlanner(), 3);
        PlanChecks.Valid(problem, plan);
        Assert.NotEmpty(plan.Unplaced);
        Assert.True(PlanChecks.GoodputRps(plan) <= problem.Streams.Sum(s => s.RateRps));
    }

    [Theory]
    [InlineData(0.1, "planned for 0.7 of the demand")]
    [InlineData(1.4, "planned for 1.5 of the demand")]
    [InlineData(9, "planned for 0.7 of the demand")]
    public void Plan_EvaluatorThatWantsMore_TakesTheLeastFactorOrTheOneOfMost(double wanted, string reason)
    {
        var plan = new HeadroomPlanner(new ExclusivePlanner(), new Wants(wanted, [])).Plan(Problem);
        PlanChecks.Valid(Problem, plan);
        Assert.Contains(plan.Reasons, r => r.Subject == "headroom" && r.Text.StartsWith(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_OneTrialFallsShort_AsksNoMoreOfThem()
    {
        var asked = new List<int>();
        new HeadroomPlanner(new ExclusivePlanner(), new Wants(1.4, asked)).Plan(Problem);
        // Five factors up to 1.3 are too little at first sight; 1.5 is tried as often as there are trials.
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7], asked);
    }

    [Theory]
    [InlineData(0.7, 50)]
    [InlineData(2, 50)]
    [InlineData(0.7, 5000)]
    [InlineData(2, 5000)]
    public void Plan_ForAnotherDemand_SpeaksOfTheRealOne(double factor, double rateRps)
    {
        // One device whatever the demand: so it is worth the same.
        var problem = new PlanningProblem(
            [new PlannedModel("m", 8)],
            [new ModelStream("s", 0, 100_000_000, rateRps)],
            [new DevicePool(new DeviceType("only", 16_000_000_000, 1), 1)],
            new SeededEstimator([new SeededEstimator.Model(1e6, 9e6, 10, 1_000_000, 1_000)], [1]));
        var (told, real) = (DemandHeadroom.Plan(problem, new HerdPlanner(), factor), new HerdPlanner().Plan(problem));
        PlanChecks.Valid(problem, told);
        Assert.Equal(Assert.Single(real.Groups).BurstTolerance, Assert.Single(told.Groups).BurstTolerance, 1e-9);
        Assert.Equal(PlanChecks.GoodputRps(real), PlanChecks.GoodputRps(told), 1e-6);
    }

    /// <summary>Holds a plan to meet the demand where its devices could do so many times of it.</summary>
    private sealed class Wants(double times, List<int> asked) : IPlanEvaluator
    {
        public double GoodputRps(PlanningProblem problem, PlacementPlan plan, int trial)
        {
            asked.Add(trial);
            var needed = new ExclusivePlanner().Plan(problem with { Streams = [.. problem.Streams.Select(s => s with { RateRps = s.RateRps * times })] }).Devices.Count;
            return plan.Devices.Count >= needed ? DemandRps : DemandRps * 0.9;
        }
    }
}
