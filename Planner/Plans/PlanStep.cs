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
    public static (IReadOnlyList<PlanAssignment> Assignments, string Reason)? Next(
        PlanRecord? running,
        ClusterSnapshot cluster,
        IReadOnlyList<GroupPartitions> groups)
    {
        // Ownership is known for certain only once every live worker follows the running plan and the silent ones have timed out. With nobody there (or
        // nobody heard, since the broker is away) the running plan stands: whoever comes back goes on.
        if (!cluster.IsSettled || cluster.Following.Count == 0 || cluster.Following.Values.Any(e => e < (running?.Epoch ?? default)))
            return null;
        var granted = (running?.Assignments ?? [])
            .Where(a => cluster.Following.ContainsKey(a.Worker))
            .SelectMany(a => a.Partitions.Select(p => new Ownership(a.Worker, a.Group, p)));
        var assignments = Group(SpreadPlanner.Plan(groups, cluster.Offers, cluster.Held.Concat(granted)));
        if (running is null ? assignments.Count == 0 : Same(assignments, running.Assignments))
            return null;
        return (assignments, Explain(running, assignments, cluster));
    }

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

    private static string Explain(PlanRecord? running, List<PlanAssignment> next, ClusterSnapshot cluster)
    {
        var before = Workers(running?.Assignments ?? []);
        var after = Workers(next);
        var gone = before.Except(after, StringComparer.Ordinal).Except(cluster.Following.Keys, StringComparer.Ordinal).ToList();
        var reasons = new List<string>();
        if (gone.Count > 0)
            reasons.Add($"lost {string.Join(", ", gone)}");
        if (before.Except(after, StringComparer.Ordinal).Except(gone, StringComparer.Ordinal).ToList() is { Count: > 0 } left)
            reasons.Add($"{string.Join(", ", left)} takes no more");
        if (after.Except(before, StringComparer.Ordinal).ToList() is { Count: > 0 } joined)
            reasons.Add($"{string.Join(", ", joined)} joined");
        return reasons.Count > 0 ? string.Join("; ", reasons) : "released partitions go to their new owners";
    }

    private static HashSet<string> Workers(IReadOnlyList<PlanAssignment> assignments) =>
        assignments.Select(a => a.Worker).ToHashSet(StringComparer.Ordinal);
}
