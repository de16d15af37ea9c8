using System.Globalization;

namespace Shepherd.Core.Planning.Headroom;

/// <summary>
/// Gives a planner as much headroom as trials say it needs: the plan for the least factor on the demand at which nearly all requests are answered in time. No planner knows by how much bursts and neighbours exceed
/// what it reckons with.
/// </summary>
/// <param name="planner">Makes the plans.</param>
/// <param name="evaluator">Values them.</param>
public sealed class HeadroomPlanner(IPlacementPlanner planner, IPlanEvaluator evaluator) : IPlacementPlanner
{
    /// <inheritdoc/>
    public string Method => planner.Method;

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem)
    {
        if (problem.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(problem));
        var (tried, factor) = Least(problem, planner, new PlanTrials(problem, evaluator));
        var reason = string.Create(CultureInfo.InvariantCulture, $"planned for {DemandHeadroom.Factors[factor]} of the demand; {tried.GoodputRps:0.#}/s in time by trial");
        return tried.Plan with { Reasons = [new PlanReason("headroom", reason), .. tried.Plan.Reasons] };
    }

    /// <summary>The plan for the least factor with which it meets the demand, else of all the one of most goodput.</summary>
    /// <returns>The plan, and the index of its factor.</returns>
    internal static (TriedPlan Tried, int Factor) Least(PlanningProblem problem, IPlacementPlanner planner, PlanTrials trials)
    {
        (TriedPlan Tried, int Factor)? most = null;
        for (var i = 0; i < DemandHeadroom.Factors.Count; i++)
        {
            var tried = With(problem, planner, trials, i);
            if (trials.Meets(tried))
                return (tried, i);
            if (most is null || tried.GoodputRps > most.Value.Tried.GoodputRps)
                most = (tried, i);
        }

        return most!.Value;
    }

    /// <summary>The plan for a factor, tried once.</summary>
    internal static TriedPlan With(PlanningProblem problem, IPlacementPlanner planner, PlanTrials trials, int factor) =>
        trials.Value(Told(problem, planner, DemandHeadroom.Factors[factor]), string.Create(CultureInfo.InvariantCulture, $"{planner.Method} for {DemandHeadroom.Factors[factor]} of the demand"));

    private static PlacementPlan Told(PlanningProblem problem, IPlacementPlanner planner, double factor)
    {
        var plan = DemandHeadroom.Plan(problem, planner, factor);
        return factor == 1 ? plan : plan with { Reasons = [.. plan.Reasons, new PlanReason("demand", string.Create(CultureInfo.InvariantCulture, $"{planner.Method} was told {factor} times the rates, and its reasons speak of those"))] };
    }
}
