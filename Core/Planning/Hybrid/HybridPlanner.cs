using System.Globalization;

namespace Shepherd.Core.Planning.Hybrid;

/// <summary>
/// HERD over USHER: HERD makes serving groups, for predictability and scale; inside each, devices stay whole, are divided into equal lanes that hold every model of the group, or get USHER's lanes for single
/// models, whichever the evaluator values most. Other groupings and placements of the whole cluster stand against that, so that shared groups are kept only where they are worth something.
/// </summary>
/// <param name="groupings">Make groups of whole devices; HERD first.</param>
/// <param name="placements">Place models on lanes, inside a group and on the whole cluster; USHER first.</param>
/// <param name="evaluator">Values plans.</param>
public sealed class HybridPlanner(IReadOnlyList<IPlacementPlanner> groupings, IReadOnlyList<IPlacementPlanner> placements, IPlanEvaluator evaluator) : IPlacementPlanner
{
    /// <summary>Lanes of a device, at most: with more, a lane is a smaller share than any measured model runs well on, and a device's memory holds the models as many times.</summary>
    private const int LanesMax = 4;

    /// <summary>What a less simple choice must gain, as a part of the goodput: less is within what an estimate is wrong by.</summary>
    private const double WorthIt = 0.002;

    /// <summary>Share of the demand that a plan is to answer in time where the price counts: 99 %, and what one trial may be wrong by.</summary>
    private const double MetShare = 0.992;

    /// <summary>Plans so close after one trial are tried again: bursts make one trial differ from the next by as much.</summary>
    private const double Near = 0.04;

    /// <summary>Trials of those, the first included.</summary>
    private const int TrialsOfTheBest = 4;

    /// <summary>More streams than this are not placed in groups by trial: plans are then valued by what their planners predict of them, and made in seconds still.</summary>
    private const int StreamsTriedMax = 400;

    /// <inheritdoc/>
    public string Method => "hybrid";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem)
    {
        if (problem.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(problem));
        var trial = new Trial(problem, problem.Streams.Count > StreamsTriedMax ? new PredictedGoodput() : evaluator);
        var tried = new List<Candidate>();
        foreach (var grouping in groupings)
        {
            var whole = WithHeadroom(problem, grouping, trial);
            tried.Add(whole);
            if (problem.Streams.Count <= StreamsTriedMax && whole.Plan.Groups.Count > 0)
                tried.Add(trial.Value(InGroups(problem, whole.Plan), $"{whole.Name} with lanes inside its groups"));
        }

        tried.AddRange(placements.Select(p => WithHeadroom(problem, p, trial)));
        var best = Best(problem, tried);
        return best.Plan with { Method = Method, Reasons = [new PlanReason("plan", Explain(best, tried)), .. best.Plan.Reasons] };
    }

    /// <summary>For the least price: the plan with the least headroom that a trial says meets the demand. Else the plan for the demand as it is.</summary>
    private static Candidate WithHeadroom(PlanningProblem problem, IPlacementPlanner planner, Trial trial)
    {
        if (problem.Objective != PlanObjective.Cost)
            return trial.Value(planner.Plan(problem), planner.Method);
        Candidate? last = null;
        foreach (var factor in DemandHeadroom.Factors)
        {
            var plan = DemandHeadroom.AtRealRates(problem, planner.Plan(DemandHeadroom.Told(problem, factor)), factor);
            last = trial.Value(plan, string.Create(CultureInfo.InvariantCulture, $"{planner.Method} for {factor} of the demand"));
            if (last.Meets(problem))
                break;
        }

        return last!;
    }

    private PlacementPlan InGroups(PlanningProblem problem, PlacementPlan grouped)
    {
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
            [.. grouped.Unplaced, .. lifted.SelectMany(p => p.Unplaced)],
            reasons);
    }

    private PlacementPlan Inside(PlanningProblem problem, out string reason)
    {
        var trial = new Trial(problem, evaluator);
        var tried = Enumerable.Range(1, LanesMax).Select(lanes => new EqualLanesPlanner(lanes)).Select(p => trial.Value(p.Plan(problem), p.Method)).ToList();
        tried.AddRange(placements.Select(p => trial.Value(p.Plan(problem), p.Method)));
        var best = Best(problem, tried);
        reason = Explain(best, tried);
        return best.Plan;
    }

    private static string Explain(Candidate best, IEnumerable<Candidate> tried) =>
        $"{best.Name}; goodput by trial: {string.Join(", ", tried.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} {c.GoodputRps:0.#}/s")))}";

    /// <summary>The one to take: the cheapest that meets the demand where the price counts, else the one of most goodput; of those that are worth the same the first, which is the simplest.</summary>
    private static Candidate Best(PlanningProblem problem, List<Candidate> tried)
    {
        if (problem.Objective == PlanObjective.Cost && tried.OrderBy(c => c.CostPerH).FirstOrDefault(c => c.Meets(problem) && c.TryAgain(TrialsOfTheBest).Meets(problem)) is { } cheapest)
            return cheapest;
        var most = tried.Max(c => c.GoodputRps);
        var near = tried.Where(c => c.GoodputRps >= most * (1 - Near)).ToList();
        if (near.Count > 1)
            near = [.. near.Select(c => c.TryAgain(TrialsOfTheBest))];
        most = near.Max(c => c.GoodputRps);
        return near.First(c => c.GoodputRps >= most * (1 - WorthIt));
    }

    private sealed record Candidate(string Name, PlacementPlan Plan, double GoodputRps, double CostPerH, Trial Trial)
    {
        /// <summary>Whether all but a few requests are answered in time.</summary>
        public bool Meets(PlanningProblem problem) => GoodputRps >= MetShare * problem.Streams.Sum(s => s.RateRps);

        /// <summary>The mean of several trials.</summary>
        public Candidate TryAgain(int trials) => Plan.Groups.Count == 0 ? this : this with { GoodputRps = (GoodputRps + Enumerable.Range(1, trials - 1).Sum(t => Trial.GoodputRps(Plan, t))) / trials };
    }

    private sealed class Trial(PlanningProblem problem, IPlanEvaluator evaluator)
    {
        public Candidate Value(PlacementPlan plan, string name) =>
            new(name, plan, plan.Groups.Count == 0 ? 0 : GoodputRps(plan, 0), PlanSummary.Of(problem, plan).CostPerH, this);

        public double GoodputRps(PlacementPlan plan, int trial) => evaluator.GoodputRps(problem, plan, trial);
    }
}
