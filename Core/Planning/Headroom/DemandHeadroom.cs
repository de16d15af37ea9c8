namespace Shepherd.Core.Planning.Headroom;

/// <summary>Plans for more than is asked for, so that bursts and neighbours beyond what a planner reckons with find room.</summary>
public static class DemandHeadroom
{
    /// <summary>Factors that are worth trying, ascending: some planners reckon with bursts themselves, others with the mean rate only.</summary>
    public static readonly IReadOnlyList<double> Factors = [0.7, 0.85, 1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3, 4];

    /// <summary>What a planner makes of the demand times a factor, as a plan for the demand as it is: what has no place is the same share of every stream.</summary>
    public static PlacementPlan Plan(PlanningProblem problem, IPlacementPlanner planner, double factor)
    {
        if (factor == 1)
            return planner.Plan(problem);
        var plan = planner.Plan(problem with { Streams = [.. problem.Streams.Select(s => s with { RateRps = s.RateRps * factor })] });
        return RealRates.Of(problem, plan with { Unplaced = [.. plan.Unplaced.Select(u => u with { RateRps = u.RateRps / factor })] });
    }
}
