using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Operations;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>What a target is chosen from: one look at the cluster.</summary>
/// <param name="Running">The plan in force, with its target; null before the first.</param>
/// <param name="Cluster">Live workers and what they hold.</param>
/// <param name="Groups">Model groups that have topics, with their partitions.</param>
/// <param name="Directives">What operators asked for and is in force.</param>
internal sealed record TargetInputs(PlanRecord? Running, ClusterSnapshot Cluster, IReadOnlyList<GroupPartitions> Groups, IReadOnlyList<Directive> Directives)
{
    /// <summary>An operator wants the best target now, whatever moves cost; null: nobody does.</summary>
    public PlanWish? Wish { get; init; }
}
