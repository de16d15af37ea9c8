using Shepherd.Core.Rebalancing;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>Who is to own what.</summary>
/// <param name="Target">Every partition at most once, by worker, then group. A partition that is absent is taken from its owner and given to nobody: its group is paused.</param>
/// <param name="ServingGroups">Who leads whom; one that begins with this plan is since the default epoch, and gets the plan's.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record TargetPlan(IReadOnlyList<PlanAssignment> Target, IReadOnlyList<ServingGroup> ServingGroups, string Reason)
{
    /// <summary>What differs from the target before, each with its own reason; empty where the planner gives none.</summary>
    public IReadOnlyList<PartitionMove> Moves { get; init; } = [];
}
