using Shepherd.Core.Herd;

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
        var serving = LeadChoice.Of(running, cluster, servingGroupDevices);
        var peers = serving.SelectMany(s => s.Peers.Select(p => p.Worker)).ToHashSet(StringComparer.Ordinal);
        var current = Assignments.Wanted(running);
        var seats = (running?.Assignments ?? []).Concat(current).SelectMany(a => a.Partitions.Select(p => new Ownership(a.Worker, a.Group, p)))
            .DistinctBy(o => (o.Group, o.Partition));
        var target = Assignments.Group(SpreadPlanner.Target(inputs.Groups, cluster.Offers.Where(o => !peers.Contains(o.Worker)), seats));
        if (Assignments.Same(target, current) && Assignments.Same(serving, running?.ServingGroups ?? []))
            return null;
        return new TargetPlan(target, serving, TargetReason.Explain(current, running?.ServingGroups ?? [], target, serving, cluster));
    }
}
