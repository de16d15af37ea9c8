namespace Shepherd.Core.Planning;

/// <summary>A plan in figures.</summary>
/// <param name="Groups">Serving groups.</param>
/// <param name="DevicesUsed">Devices with a lane.</param>
/// <param name="CostPerH">Price of those for an hour.</param>
/// <param name="MinBurstTolerance">The least of the groups that know theirs; null where none does, as where nothing is asked of any: then no burst is too much.</param>
/// <param name="PredictedGoodputRps">Requests per second that the planner expects to be answered in time.</param>
public sealed record PlanSummary(int Groups, int DevicesUsed, double CostPerH, double? MinBurstTolerance, double PredictedGoodputRps)
{
    /// <summary>Counts.</summary>
    public static PlanSummary Of(PlanningProblem problem, PlacementPlan plan) => new(
        plan.Groups.Count,
        plan.Devices.Count,
        plan.Devices.Sum(d => problem.Devices[d.Pool].Type.PricePerH),
        plan.Groups.Where(g => g.BurstTolerance > 0).Select(g => (double?)g.BurstTolerance).Min(),
        plan.Groups.Sum(g => g.Streams.Sum(s => s.GoodputRps)));
}
