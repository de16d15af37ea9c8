using Shepherd.Planner.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>Why an even spreading changed, for people.</summary>
internal static class TargetReason
{
    public static string Explain(
        IReadOnlyList<PlanAssignment> current, IReadOnlyList<ServingGroup> served, IReadOnlyList<PlanAssignment> target, IReadOnlyList<ServingGroup> serving, ClusterSnapshot cluster)
    {
        var before = Workers(current, served);
        var after = Workers(target, serving);
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
        return reasons.Count > 0 ? string.Join("; ", reasons) : "partitions are spread anew";
    }

    private static HashSet<string> Workers(IReadOnlyList<PlanAssignment> assignments, IReadOnlyList<ServingGroup> serving) =>
        assignments.Select(a => a.Worker).Concat(serving.SelectMany(s => s.Peers.Select(p => p.Worker).Append(s.Lead))).ToHashSet(StringComparer.Ordinal);
}
