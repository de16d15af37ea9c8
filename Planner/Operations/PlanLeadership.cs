using Shepherd.Planner.Leadership;
using Shepherd.Planner.Operations.Facts;

namespace Shepherd.Planner.Operations;

/// <summary>Who leads: this planner by its own term, another by the plan topic, the planner of the newest claim, or of the newest plan where nobody ever claimed.</summary>
internal sealed class PlanLeadership(LeaderDuty duty, ClusterWatch watch) : ILeadership
{
    public bool IsLeading => duty.Term is not null;

    public string Leader => watch.Claim?.Record.Planner ?? watch.Plan?.Planner ?? "";

    public string LeaderAddress => watch.Claim?.Record.Address ?? "";
}
