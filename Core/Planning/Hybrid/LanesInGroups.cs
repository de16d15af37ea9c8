using Shepherd.Core.Planning.Headroom;

namespace Shepherd.Core.Planning.Hybrid;

/// <summary>The serving groups of one planner, each placed anew inside: its devices stay whole, are divided into equal lanes that hold every model of the group, or get lanes for single models, whichever trials value most.</summary>
/// <param name="grouping">Makes groups of whole devices.</param>
/// <param name="placements">Place models on lanes inside a group.</param>
/// <param name="evaluator">Values plans.</param>
internal sealed class LanesInGroups(IPlacementPlanner grouping, IReadOnlyList<IPlacementPlanner> placements, IPlanEvaluator evaluator) : IPlacementPlanner
{
    /// <summary>Lanes of a device, at most: with more, a lane is a smaller share than any measured model runs well on, and a device's memory holds the models as many times.</summary>
    private const int LanesMax = 4;

    public string Method => $"{grouping.Method} with lanes inside its groups";

    public PlacementPlan Plan(PlanningProblem problem)
    {
        var grouped = grouping.Plan(problem);
        // Groups are numbered anew where lanes divide them.
        var (lifted, reasons) = (new List<PlacementPlan>(), grouped.Reasons.Select(r => r with { Subject = $"{grouped.Method}, {r.Subject}" }).ToList());
        var firstGroup = 0;
        for (var group = 0; group < grouped.Groups.Count; group++)
        {
            var sub = new GroupProblem(problem, grouped, group);
            var inside = Inside(sub.Problem, out var reason);
            lifted.Add(sub.Lift(inside, firstGroup));
            var subject = inside.Groups.Count == 1 ? $"group {firstGroup}" : $"groups {firstGroup} to {firstGroup + inside.Groups.Count - 1}";
            reasons.Add(new PlanReason($"{subject}, in place of {grouped.Method}'s group {group}", reason));
            reasons.AddRange(inside.Reasons.Select(r => r with { Subject = $"{subject}, {r.Subject}" }));
            firstGroup += inside.Groups.Count;
        }

        return new PlacementPlan(
            Method,
            [.. lifted.SelectMany(p => p.Groups)],
            [.. lifted.SelectMany(p => p.Devices).OrderBy(d => d.Id)],
            // What the grouping's own lanes could not do of what they are sent is another matter with these.
            [.. grouped.Unplaced.Where(u => !u.IsSent), .. lifted.SelectMany(p => p.Unplaced).Where(u => !u.IsSent)],
            reasons);
    }

    private PlacementPlan Inside(PlanningProblem problem, out string reason)
    {
        var trials = new PlanTrials(problem, evaluator);
        var tried = Enumerable.Range(1, LanesMax).Select(lanes => new EqualLanesPlanner(lanes)).Select(p => trials.Value(p.Plan(problem), p.Method)).ToList();
        tried.AddRange(placements.Select(p => trials.Value(p.Plan(problem), p.Method)));
        var best = PlanChoice.Best(problem, trials, tried);
        reason = PlanChoice.Explain(problem, best, tried);
        return best.Plan;
    }
}
