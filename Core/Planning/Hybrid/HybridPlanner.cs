using System.Globalization;

namespace Shepherd.Core.Planning.Hybrid;

/// <summary>
/// HERD over USHER: HERD makes serving groups, for predictability and scale; inside each, devices stay whole, are divided into equal lanes that hold every model, or get USHER's lanes for single models,
/// whichever the evaluator values most. A placement of the whole cluster by USHER stands against that, so that groups are kept only where they are worth something.
/// </summary>
/// <param name="groups">Makes groups of whole devices.</param>
/// <param name="placements">Place models on lanes, inside a group and on the whole cluster.</param>
/// <param name="evaluator">Values plans.</param>
public sealed class HybridPlanner(IPlacementPlanner groups, IReadOnlyList<IPlacementPlanner> placements, IPlanEvaluator evaluator) : IPlacementPlanner
{
    /// <summary>Lanes of a device, at most: with more, a lane is a smaller share than any measured model runs well on, and a device's memory holds the models as many times.</summary>
    private const int LanesMax = 4;

    /// <summary>What a costlier choice must gain, as a part of the goodput: less is within what an estimate is wrong by.</summary>
    private const double WorthIt = 0.002;

    /// <inheritdoc/>
    public string Method => "hybrid";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem)
    {
        if (problem.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(problem));
        var best = InGroups(problem, groups.Plan(problem));
        foreach (var placement in placements)
            best = Better(problem, best, Candidate.Of(problem, placement.Plan(problem), evaluator));
        return best.Plan with { Method = Method };
    }

    private Candidate InGroups(PlanningProblem problem, PlacementPlan herd)
    {
        var (lifted, reasons) = (new List<PlacementPlan>(), new List<PlanReason>(herd.Reasons));
        var firstGroup = 0;
        for (var group = 0; group < herd.Groups.Count; group++)
        {
            var sub = new GroupProblem(problem, herd, group);
            var inside = Inside(sub.Problem, out var reason);
            lifted.Add(sub.Lift(inside, firstGroup));
            reasons.Add(new PlanReason($"group {group}", reason));
            reasons.AddRange(inside.Reasons.Select(r => r with { Subject = $"group {group}, {r.Subject}" }));
            firstGroup += inside.Groups.Count;
        }

        var plan = new PlacementPlan(
            Method,
            [.. lifted.SelectMany(p => p.Groups)],
            [.. lifted.SelectMany(p => p.Devices).OrderBy(d => d.Id)],
            [.. herd.Unplaced, .. lifted.SelectMany(p => p.Unplaced)],
            reasons);
        return Candidate.Of(problem, plan, evaluator);
    }

    private PlacementPlan Inside(PlanningProblem problem, out string reason)
    {
        var tried = new List<Candidate>();
        for (var lanes = 1; lanes <= LanesMax; lanes++)
            tried.Add(Candidate.Of(problem, new EqualLanesPlanner(lanes).Plan(problem), evaluator));
        tried.AddRange(placements.Select(p => Candidate.Of(problem, p.Plan(problem), evaluator)));
        var best = tried[0];
        foreach (var candidate in tried.Skip(1))
            best = Better(problem, best, candidate);
        reason = $"{best.Plan.Method} of {string.Join(", ", tried.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Plan.Method}: {c.GoodputRps:0.#}/s")))}";
        return best.Plan;
    }

    /// <summary>The one to take; of two that are worth the same, the first, which is the simpler.</summary>
    private static Candidate Better(PlanningProblem problem, Candidate first, Candidate other)
    {
        var margin = WorthIt * Math.Max(first.GoodputRps, other.GoodputRps);
        if (problem.Objective == PlanObjective.Cost && Math.Abs(other.GoodputRps - first.GoodputRps) <= margin)
            return other.CostPerH < first.CostPerH ? other : first;
        return other.GoodputRps > first.GoodputRps + margin ? other : first;
    }

    private sealed record Candidate(PlacementPlan Plan, double GoodputRps, double CostPerH)
    {
        public static Candidate Of(PlanningProblem problem, PlacementPlan plan, IPlanEvaluator evaluator) =>
            new(plan, plan.Groups.Count == 0 ? 0 : evaluator.GoodputRps(problem, plan), PlanSummary.Of(problem, plan).CostPerH);
    }
}
