using Shepherd.Core.Planning.Headroom;

namespace Shepherd.Core.Planning.Hybrid;

/// <summary>The plan that runs, as one to choose: moving models takes lanes away for seconds, so that it is left only for one that is clearly better.</summary>
internal static class RunningChoice
{
    /// <summary>What another plan must gain, as a part of the goodput or of the price.</summary>
    private const double WorthMoving = 0.01;

    /// <summary>The running plan for today's demand; null where none runs, or it does not fit what there is now to place or to place it on.</summary>
    public static PlacementPlan? Of(PlanningProblem problem)
    {
        if (problem.Running is not { } running || running.Groups.SelectMany(g => g.Streams).Select(s => s.Stream).Concat(running.Unplaced.Select(u => u.Stream)).Any(s => s >= problem.Streams.Count))
            return null;
        var plan = running with
        {
            Unplaced = [.. running.Unplaced.Where(u => !u.IsSent).Select(u => u with { RateRps = Left(problem, running, u.Stream) })],
            Reasons = [new PlanReason("plan", "goes on as it runs")],
        };
        return PlacementCheck.FindFault(problem, plan) is null ? RealRates.Of(problem, plan) : null;
    }

    /// <summary>Whether the running plan stays in place of the best other.</summary>
    public static bool Stays(PlanningProblem problem, PlanTrials trials, TriedPlan running, TriedPlan best) =>
        problem.Objective == PlanObjective.Cost && trials.Meets(best)
            ? trials.Meets(running) && running.CostPerH <= best.CostPerH * (1 + WorthMoving)
            : trials.TryAgain(running).GoodputRps >= trials.TryAgain(best).GoodputRps * (1 - WorthMoving);

    private static double Left(PlanningProblem problem, PlacementPlan running, int stream) =>
        problem.Streams[stream].RateRps * Math.Max(0, 1 - running.Groups.SelectMany(g => g.Streams).Where(s => s.Stream == stream).Sum(s => s.Share));
}
