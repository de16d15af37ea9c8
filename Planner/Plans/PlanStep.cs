using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>Decides whether there is a new plan. Pure: the seam where demand and serving groups come in.</summary>
internal static class PlanStep
{
    /// <summary>The next assignments and why, or null when the running plan stands or it is too early to say.</summary>
    /// <param name="running">Running plan; null before the first.</param>
    /// <param name="cluster">Live workers.</param>
    /// <param name="groups">Model groups with their partitions.</param>
    /// <param name="servingGroupDevices">Devices that one worker schedules, at most.</param>
    public static NextPlan? Next(PlanRecord? running, ClusterSnapshot cluster, IReadOnlyList<GroupPartitions> groups, int servingGroupDevices = 1)
    {
        // Ownership is known for certain only once every live worker follows the running plan and the silent ones have timed out. With nobody there (or
        // nobody heard, since the broker is away) the running plan stands: whoever comes back goes on.
        if (!cluster.IsSettled || cluster.Following.Count == 0 || cluster.Following.Values.Any(e => e < (running?.Epoch ?? default)))
            return null;
        var granted = (running?.Assignments ?? [])
            .Where(a => cluster.Following.ContainsKey(a.Worker))
            .SelectMany(a => a.Partitions.Select(p => new Ownership(a.Worker, a.Group, p)));
        var serving = Serve(running, cluster, servingGroupDevices);
        var peers = serving.SelectMany(s => s.Peers.Select(p => p.Worker)).ToHashSet(StringComparer.Ordinal);
        var assignments = Group(SpreadPlanner.Plan(groups, cluster.Offers.Where(o => !peers.Contains(o.Worker)), cluster.Held.Concat(granted)));
        if (running is null ? assignments.Count == 0 && serving.Count == 0 : Same(assignments, running.Assignments) && Same(serving, running.ServingGroups))
            return null;
        return new NextPlan(assignments, serving, Explain(running, assignments, serving, cluster));
    }

    /// <summary>The serving groups; one with a lead that leads already keeps the epoch since which it does.</summary>
    private static List<ServingGroup> Serve(PlanRecord? running, ClusterSnapshot cluster, int devicesMax)
    {
        var standing = running?.ServingGroups ?? [];
        return
        [
            .. ServingGroupPlanner.Plan(cluster.Workers, standing.Select(s => new WorkerGroup(s.Lead, [.. s.Peers.Select(p => p.Worker)])), devicesMax)
                .Select(g => new ServingGroup(
                    g.Lead,
                    standing.FirstOrDefault(s => s.Lead == g.Lead)?.Since ?? default,
                    [.. g.Peers.Select(p => new ServingPeer(p, cluster.Addresses[p]))])),
        ];
    }

    private static bool Same(List<ServingGroup> next, IReadOnlyList<ServingGroup> running) =>
        next.Count == running.Count && next.Zip(running).All(p => p.First.Lead == p.Second.Lead && p.First.Peers.SequenceEqual(p.Second.Peers));

    private static List<PlanAssignment> Group(IReadOnlyList<Ownership> plan) =>
        plan.GroupBy(o => (o.Worker, o.Group))
            .OrderBy(g => g.Key.Worker, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Group, StringComparer.Ordinal)
            .Select(g => new PlanAssignment(g.Key.Worker, g.Key.Group, g.Select(o => o.Partition).Order().ToArray()))
            .ToList();

    private static bool Same(List<PlanAssignment> next, IReadOnlyList<PlanAssignment> running) =>
        next.Count == running.Count
        && next.Zip(running).All(p => p.First.Worker == p.Second.Worker
            && p.First.Group == p.Second.Group
            && p.First.Partitions.AsSpan().SequenceEqual(p.Second.Partitions));

    private static string Explain(PlanRecord? running, List<PlanAssignment> next, List<ServingGroup> serving, ClusterSnapshot cluster)
    {
        var before = Workers(running?.Assignments ?? [], running?.ServingGroups ?? []);
        var after = Workers(next, serving);
        var gone = before.Except(after, StringComparer.Ordinal).Except(cluster.Following.Keys, StringComparer.Ordinal).ToList();
        var reasons = new List<string>();
        if (gone.Count > 0)
            reasons.Add($"lost {string.Join(", ", gone)}");
        if (before.Except(after, StringComparer.Ordinal).Except(gone, StringComparer.Ordinal).ToList() is { Count: > 0 } left)
            reasons.Add($"{string.Join(", ", left)} takes no more");
        if (after.Except(before, StringComparer.Ordinal).ToList() is { Count: > 0 } joined)
            reasons.Add($"{string.Join(", ", joined)} joined");
        foreach (var group in serving.Where(g => g.Since == default))
            reasons.Add($"{group.Lead} leads {string.Join(", ", group.Peers.Select(p => p.Worker))}");
        return reasons.Count > 0 ? string.Join("; ", reasons) : "released partitions go to their new owners";
    }

    private static HashSet<string> Workers(IReadOnlyList<PlanAssignment> assignments, IReadOnlyList<ServingGroup> serving) =>
        assignments.Select(a => a.Worker).Concat(serving.SelectMany(s => s.Peers.Select(p => p.Worker).Append(s.Lead))).ToHashSet(StringComparer.Ordinal);
}
