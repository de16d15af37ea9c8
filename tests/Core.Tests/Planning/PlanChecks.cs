using Shepherd.Core.Planning;

namespace Shepherd.Core.Tests.Planning;

/// <summary>What tests ask of plans.</summary>
internal static class PlanChecks
{
    public static double GoodputRps(PlacementPlan plan) => plan.Groups.SelectMany(g => g.Streams).Sum(s => s.GoodputRps);

    public static double CostPerH(PlanningProblem problem, PlacementPlan plan) => plan.Devices.Sum(d => problem.Devices[d.Pool].Type.PricePerH);

    /// <summary>All of a plan as text: equal plans have equal text.</summary>
    public static string Text(PlacementPlan plan) => System.Text.Json.JsonSerializer.Serialize(plan);

    /// <summary>A valid plan, with a reason for whatever has no place.</summary>
    public static void Valid(PlanningProblem problem, PlacementPlan plan)
    {
        Assert.Null(PlacementCheck.FindFault(problem, plan));
        Assert.All(plan.Unplaced, u => Assert.NotEmpty(u.Reason));
        foreach (var group in plan.Groups)
            Assert.All(group.Streams, s => Assert.InRange(s.GoodputRps, 0, (s.Share * problem.Streams[s.Stream].RateRps) + 1e-6));
    }

    /// <summary>Lanes (device and model) that one plan has and another has not.</summary>
    public static int Moves(PlacementPlan before, PlacementPlan after)
    {
        static HashSet<(int, int)> Lanes(PlacementPlan plan) => [.. plan.Devices.SelectMany(d => d.Lanes.SelectMany(l => l.Models.Select(m => (d.Id, m.Model))))];
        return Lanes(after).Except(Lanes(before)).Count();
    }
}
