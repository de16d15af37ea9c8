using Shepherd.Core.Planning.Headroom;

namespace Shepherd.Core.Planning.Hybrid;

/// <summary>
/// HERD over USHER: HERD makes serving groups, for predictability and scale; inside each, devices stay whole, are divided into equal lanes that hold every model of the group, or get USHER's lanes for single
/// models, whichever the evaluator values most. Other groupings and placements of the whole cluster stand against that, so that shared groups are kept only where they are worth something, and so does the
/// plan that runs.
/// </summary>
/// <param name="groupings">Make groups of whole devices; HERD first.</param>
/// <param name="placements">Place models on lanes, inside a group and on the whole cluster; USHER first.</param>
/// <param name="evaluator">Values plans.</param>
public sealed class HybridPlanner(IReadOnlyList<IPlacementPlanner> groupings, IReadOnlyList<IPlacementPlanner> placements, IPlanEvaluator evaluator) : IPlacementPlanner
{
    /// <summary>More streams than this are not placed in groups by trial: plans are then valued by what their planners predict of them, and made in seconds still.</summary>
    private const int StreamsTriedMax = 400;

    /// <inheritdoc/>
    public string Method => "hybrid";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem)
    {
        if (problem.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(problem));
        var isSmall = problem.Streams.Count <= StreamsTriedMax;
        var trials = new PlanTrials(problem, isSmall ? evaluator : new PredictedGoodput());
        var tried = new List<TriedPlan>();
        foreach (var grouping in groupings)
            tried.AddRange(Grouped(problem, trials, grouping, isSmall));
        tried.AddRange(placements.Select(p => Tried(problem, trials, p).Tried));
        var best = PlanChoice.Best(problem, trials, tried);
        if (RunningChoice.Of(problem) is { } plan)
        {
            var running = trials.Value(plan, "the running plan");
            tried.Add(running);
            best = RunningChoice.Stays(problem, trials, running, best) ? running : best;
        }

        return best.Plan with { Method = Method, Reasons = [new PlanReason("plan", PlanChoice.Explain(problem, best, tried)), .. best.Plan.Reasons] };
    }

    /// <summary>A grouping as it is, and with lanes inside its groups.</summary>
    private IEnumerable<TriedPlan> Grouped(PlanningProblem problem, PlanTrials trials, IPlacementPlanner grouping, bool isSmall)
    {
        var (whole, factor) = Tried(problem, trials, grouping);
        yield return whole;
        if (!isSmall || whole.Plan.Groups.Count == 0)
            yield break;
        var inside = new LanesInGroups(grouping, placements, evaluator);
        if (problem.Objective != PlanObjective.Cost)
        {
            yield return trials.Value(inside.Plan(problem), inside.Method);
            yield break;
        }

        // Divided devices may do with less headroom than whole ones.
        TriedPlan? best = null;
        for (; factor >= 0; factor--)
        {
            var next = HeadroomPlanner.With(problem, inside, trials, factor);
            var meets = trials.Meets(next);
            best = meets || best is null ? next : best;
            if (!meets)
                break;
        }

        yield return best!;
    }

    /// <summary>For the least price, the plan with the least headroom that trials say meets the demand. Else the plan for the demand as it is.</summary>
    private static (TriedPlan Tried, int Factor) Tried(PlanningProblem problem, PlanTrials trials, IPlacementPlanner planner) =>
        problem.Objective == PlanObjective.Cost ? HeadroomPlanner.Least(problem, planner, trials) : (trials.Value(planner.Plan(problem), planner.Method), 0);
}
