using Shepherd.Planner.Operations.Facts;

namespace Shepherd.Planner.Operations;

/// <summary>Who leads, by the plan topic: the planner of the newest claim, or of the newest plan where nobody ever claimed.</summary>
internal sealed class PlanLeadership(PlannerOptions options, ClusterWatch watch) : ILeadership
{
    public bool IsLeading => Leader == options.Name;

    public string Leader => watch.Claim?.Record.Planner ?? watch.Plan?.Planner ?? "";

    public string LeaderAddress => "";
}
