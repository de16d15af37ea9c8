using Shepherd.Core.Planning;
using Shepherd.Core.Tests.Planning;
using Shepherd.Core.Usher.Scheduling;

namespace Shepherd.Core.Tests.Usher.Scheduling;

public class ReplanTests
{
    [Theory]
    [InlineData(PlanObjective.Cost)]
    [InlineData(PlanObjective.Goodput)]
    public void Plan_SameDemandOverARunningPlan_MovesNothing(PlanObjective objective)
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 15, [60, 30], 1500) with { Objective = objective };
            var running = new UsherPlanner().Plan(problem);
            var again = new UsherPlanner().Plan(problem with { Running = running });
            PlanChecks.Valid(problem, again);
            Assert.Empty(PlanMove.Between(problem, running, again));
            Assert.Contains(again.Reasons, r => r.Subject == "plan" && r.Text.StartsWith("kept", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Plan_OneModelsLoadDoubles_MovesFewOthers()
    {
        var (moves, fresh, lanes) = (0, 0, 0);
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 15, [60, 30], 1500) with { Objective = PlanObjective.Cost };
            var running = new UsherPlanner().Plan(problem);
            var shifted = problem with { Streams = [.. problem.Streams.Select((s, i) => i == 3 ? s with { RateRps = 2 * s.RateRps } : s)] };
            var kept = new UsherPlanner(new() { KeepTolerance = 0.2 }).Plan(shifted with { Running = running });
            PlanChecks.Valid(shifted, kept);
            Assert.Empty(kept.Unplaced);
            moves += PlanChecks.Moves(running, kept);
            fresh += PlanChecks.Moves(running, new UsherPlanner().Plan(shifted));
            lanes += kept.Devices.Sum(d => d.Lanes.Count);
        }

        Assert.InRange(moves, 1, lanes / 4);
        Assert.True(moves < fresh / 2, $"{moves} moves against {fresh} of plans made from nothing");
    }

    [Fact]
    public void Plan_RunningPlanIsFarTooDear_PlansAnewAndKeepsDevicesWhereItCan()
    {
        var problem = RandomProblem.Ordinary(2, 12, [80], 6000) with { Objective = PlanObjective.Cost };
        var running = new UsherPlanner(new() { SearchesJointly = false, ImprovementTries = 0 }).Plan(problem);
        var plan = new UsherPlanner().Plan(problem with { Running = running });
        PlanChecks.Valid(problem, plan);
        Assert.Contains(plan.Reasons, r => r.Subject == "plan" && r.Text.StartsWith("planned anew", StringComparison.Ordinal));
        Assert.True(PlanChecks.CostPerH(problem, plan) < PlanChecks.CostPerH(problem, running) / 1.05);
        Assert.True(PlanChecks.Moves(running, plan) < PlanChecks.Moves(running, new UsherPlanner().Plan(problem)));
    }

    [Fact]
    public void Plan_LoadFalls_GivesDevicesBack()
    {
        var problem = RandomProblem.Ordinary(4, 12, [120], 6000) with { Objective = PlanObjective.Cost };
        var running = new UsherPlanner().Plan(problem);
        var half = problem with { Streams = [.. problem.Streams.Select(s => s with { RateRps = s.RateRps / 2 })], Running = running };
        var plan = new UsherPlanner().Plan(half);
        PlanChecks.Valid(half, plan);
        Assert.True(plan.Devices.Count < running.Devices.Count);
    }

    [Fact]
    public void Plan_RunningPlanOfAnotherCluster_IsNotTakenAtItsWord()
    {
        var before = RandomProblem.Ordinary(7, 10, [60, 30], 1500);
        var running = new UsherPlanner().Plan(before);
        for (ulong seed = 7; seed < 12; seed++)
        {
            var now = RandomProblem.Ordinary(seed, 6, [5], 500) with { Running = running };
            PlanChecks.Valid(now, new UsherPlanner().Plan(now));
        }
    }
}
