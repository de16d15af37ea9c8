using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>Spreads each model group evenly over the workers that have its models warm, whatever its demand, moving as few partitions as it can; one that nobody has warm goes whole to one worker.</summary>
/// <param name="servingGroupDevices">Devices that one worker schedules, at most.</param>
internal sealed class SpreadTargets(int servingGroupDevices) : ITargetPlanner
{
    public TargetPlan? Next(TargetInputs inputs)
    {
        var (running, cluster) = (inputs.Running, inputs.Cluster);
        // With nobody there (or nobody heard, since the broker is away) the running plan stands: whoever comes back goes on.
        if (!cluster.IsSettled || cluster.Following.Count == 0)
            return null;
        var serving = Serve(running, cluster);
        var peers = serving.SelectMany(s => s.Peers.Select(p => p.Worker)).ToHashSet(StringComparer.Ordinal);
        var current = Current(running);
        var seats = (running?.Assignments ?? []).Concat(current).SelectMany(a => a.Partitions.Select(p => new Ownership(a.Worker, a.Group, p)))
            .DistinctBy(o => (o.Group, o.Partition));
        var target = Assignments.Group(SpreadPlanner.Target(inputs.Groups, cluster.Offers.Where(o => !peers.Contains(o.Worker)), seats));
        if (Assignments.Same(target, current) && Assignments.Same(serving, running?.ServingGroups ?? []))
            return null;
        return new TargetPlan(target, serving, TargetReason.Explain(current, running?.ServingGroups ?? [], target, serving, cluster));
    }

    private static IReadOnlyList<PlanAssignment> Current(PlanRecord? running) => running is null ? [] : running.Target.Count > 0 ? running.Target : running.Assignments;

    /// <summary>The serving groups; one with a lead that leads already keeps the epoch since which it does.</summary>
    private List<ServingGroup> Serve(PlanRecord? running, ClusterSnapshot cluster)
    {
        var standing = running?.ServingGroups ?? [];
        return
        [
            .. ServingGroupPlanner.Plan(cluster.Workers, standing.Select(s => new WorkerGroup(s.Lead, [.. s.Peers.Select(p => p.Worker)])), servingGroupDevices)
                .Select(g => new ServingGroup(
                    g.Lead,
                    standing.FirstOrDefault(s => s.Lead == g.Lead)?.Since ?? default,
                    [.. g.Peers.Select(p => new ServingPeer(p, cluster.Addresses[p]))])),
        ];
    }
}
