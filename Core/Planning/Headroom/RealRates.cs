namespace Shepherd.Core.Planning.Headroom;

/// <summary>What a plan is worth at other rates than those it was made for: what runs where stays, what it answers is reckoned anew.</summary>
internal static class RealRates
{
    /// <summary>The plan with goodput and burst tolerance at the problem's rates. Past its capacity a group serves all of its streams alike.</summary>
    public static PlacementPlan Of(PlanningProblem problem, PlacementPlan plan)
    {
        var lanes = GroupLanes.Of(plan);
        return plan with { Groups = [.. plan.Groups.Select((group, i) => Of(problem, group, lanes[i].Lane!, lanes[i].Pool, lanes[i].Count))] };
    }

    private static PlannedGroup Of(PlanningProblem problem, PlannedGroup group, PlannedLane lane, int pool, int lanes)
    {
        var needed = group.Streams.Select(s => Needed(problem, s, lane, pool)).ToList();
        var load = needed.Sum() / lanes;
        var tolerance = needed.Where(n => n > 0).Select(n => lanes / n).DefaultIfEmpty(group.BurstTolerance).Min();
        return group with
        {
            Streams = [.. group.Streams.Select(s => s with { GoodputRps = s.Share * problem.Streams[s.Stream].RateRps / Math.Max(1, load) })],
            BurstTolerance = group.BurstTolerance > 0 ? tolerance : 0,
        };
    }

    /// <summary>Lanes that a stream keeps busy; infinite where a lane answers none of it in time.</summary>
    private static double Needed(PlanningProblem problem, StreamShare share, PlannedLane lane, int pool) =>
        share.Share * problem.Streams[share.Stream].RateRps is var rps and > 0
            ? rps / (StreamCapacity.Of(problem, share.Stream, pool, lane.ComputePercent, problem.Devices[pool].Type.MemoryBytes)?.GoodputRps ?? 0)
            : 0;
}
