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

    /// <summary>Says what was chosen, and of what.</summary>
    public static string Explain(TriedPlan best, IEnumerable<TriedPlan> tried) =>
        $"{best.Name}; goodput by trial: {string.Join(", ", tried.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} {c.GoodputRps:0.#}/s")))}";
}
