using System.Text.Json;
using Shepherd.Core.Herd;
using Shepherd.Core.Planning;

namespace Shepherd.Core.Tests.Herd;

/// <summary>What holds of every plan of every problem.</summary>
public class HerdPlannerPropertyTests
{
    private const ulong Seeds = 300;

    public static TheoryData<string> Methods => ["herd", "exclusive"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_AnyProblem_HoldsWhatEveryPlanMust(string method)
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var problem = Problems.Random(seed);
            var plan = Planner(method).Plan(problem);
            Assert.True(PlacementCheck.FindFault(problem, plan) is null, $"seed {seed}: {PlacementCheck.FindFault(problem, plan)}");
            Assert.Equal(method, plan.Method);
            Assert.All(plan.Devices, d => Assert.Equal(100, Assert.Single(d.Lanes).ComputePercent));
            for (var group = 0; group < plan.Groups.Count; group++)
                Assert.Contains(plan.Reasons, r => r.Subject == $"group {group}");
            Assert.All(plan.Unplaced, u => Assert.NotEmpty(u.Reason));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_Twice_GivesTheSameBytes(string method)
    {
        for (var seed = 1UL; seed <= 60; seed++)
            Assert.Equal(JsonSerializer.Serialize(Planner(method).Plan(Problems.Random(seed))), JsonSerializer.Serialize(Planner(method).Plan(Problems.Random(seed))));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_ItsOwnPlanRunning_ChangesNothing(string method)
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var problem = Problems.Random(seed);
            var plan = Planner(method).Plan(problem);
            var again = Planner(method).Plan(problem with { Running = plan });
            Assert.True(PlacementCheck.FindFault(problem, again) is null, $"seed {seed}: {PlacementCheck.FindFault(problem, again)}");
            if (ServesAll(problem, plan))
                Assert.True(Residents(plan).SequenceEqual(Residents(again)), $"seed {seed}");
        }
    }

    [Fact]
    public void Plan_RunningPlanOfAnotherProblem_IsReadAsFarAsItApplies()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var problem = Problems.Random(seed) with { Running = new HerdPlanner().Plan(Problems.Random(seed + 1)) };
            foreach (var planner in new IPlacementPlanner[] { new HerdPlanner(), new ExclusivePlanner() })
            {
                var plan = planner.Plan(problem);
                Assert.True(PlacementCheck.FindFault(problem, plan) is null, $"seed {seed}, {plan.Method}: {PlacementCheck.FindFault(problem, plan)}");
            }
        }
    }

    /// <summary>Whether all that has a place is answered: an overloaded cluster has better plans left to find.</summary>
    private static bool ServesAll(PlanningProblem problem, PlacementPlan plan) =>
        plan.Groups.Sum(g => g.Streams.Sum(s => s.GoodputRps)) >= 0.999 * plan.Groups.Sum(g => g.Streams.Sum(s => s.Share * problem.Streams[s.Stream].RateRps));

    private static IPlacementPlanner Planner(string method) => method == "herd" ? new HerdPlanner() : new ExclusivePlanner();

    private static IEnumerable<(int, string)> Residents(PlacementPlan plan) => plan.Devices.Select(d => (d.Id, string.Join(',', d.Lanes.SelectMany(l => l.Models).Select(m => m.Model))));
}
