using System.Globalization;
using Shepherd.Core.Planning.Headroom;

namespace Shepherd.Core.Planning.Hybrid;

/// <summary>Which of several plans to take.</summary>
internal static class PlanChoice
{
    /// <summary>What a less simple choice must gain, as a part of the goodput: less is within what an estimate is wrong by.</summary>
    private const double WorthIt = 0.002;

    /// <summary>Plans so close after one trial are tried again: bursts make one trial differ from the next by as much.</summary>
    private const double Near = 0.04;

    /// <summary>The cheapest that meets the demand where the price counts, else the one of most goodput; of those that are worth the same the first, which is the simplest.</summary>
    public static TriedPlan Best(PlanningProblem problem, PlanTrials trials, IReadOnlyList<TriedPlan> tried)
    {
        if (problem.Objective == PlanObjective.Cost && tried.OrderBy(c => c.CostPerH).FirstOrDefault(trials.Meets) is { } cheapest)
            return cheapest;
        var most = tried.Max(c => c.GoodputRps);
        var near = tried.Where(c => c.GoodputRps >= most * (1 - Near)).ToList();
        if (near.Count > 1)
            near = [.. near.Select(trials.TryAgain)];
        most = near.Max(c => c.GoodputRps);
        return near.First(c => c.GoodputRps >= most * (1 - WorthIt));
    }

    /// <summary>Says what was chosen, of what, and by what.</summary>
    public static string Explain(PlanningProblem problem, TriedPlan best, IReadOnlyList<TriedPlan> tried)
    {
        var demandRps = problem.Streams.Sum(s => s.RateRps);
        var isCost = problem.Objective == PlanObjective.Cost;
        var how = (isCost, tried.Count) switch
        {
            (_, 1) => "nothing else was tried",
            (false, _) => $"the most goodput by trial, of those within {WorthIt:0.0%} the first",
            _ when best.GoodputRps >= PlanTrials.MetShare * demandRps => $"the lowest price of those that answer {PlanTrials.MetShare:0.0%} of the demand by trial, of equals the first",
            _ => $"none answers {PlanTrials.MetShare:0.0%} of the demand by trial, and it answers the most",
        };
        var others = tried.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} {c.GoodputRps:0.#}/s{(isCost ? $" for {c.CostPerH:0.00}/h" : "")}"));
        return string.Create(CultureInfo.InvariantCulture, $"{best.Name}: {how}; tried, of {demandRps:0.#}/s: {string.Join(", ", others)}");
    }
}
