using Shepherd.Core.Herd;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>Ownership as the plan topic writes it, and as the core sees it.</summary>
internal static class Assignments
{
    /// <summary>What a plan moves to: its target, or what is assigned where it has none.</summary>
    public static IReadOnlyList<PlanAssignment> Wanted(PlanRecord? plan) => plan?.Wanted ?? [];

    /// <summary>By worker, then group; partitions ascending.</summary>
    public static List<PlanAssignment> Group(IEnumerable<Ownership> ownership) =>
        ownership.GroupBy(o => (o.Worker, o.Group))
            .OrderBy(g => g.Key.Worker, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Group, StringComparer.Ordinal)
            .Select(g => new PlanAssignment(g.Key.Worker, g.Key.Group, g.Select(o => o.Partition).Order().ToArray()))
            .ToList();

    /// <summary>Whether both give the same to the same, in the order of <see cref="Group"/>.</summary>
    public static bool Same(IReadOnlyList<PlanAssignment> next, IReadOnlyList<PlanAssignment> running) =>
        next.Count == running.Count
        && next.Zip(running).All(p => p.First.Worker == p.Second.Worker
            && p.First.Group == p.Second.Group
            && p.First.Partitions.AsSpan().SequenceEqual(p.Second.Partitions));

    /// <summary>Whether both have the same leads with the same peers.</summary>
    public static bool Same(IReadOnlyList<ServingGroup> next, IReadOnlyList<ServingGroup> running) =>
        next.Count == running.Count && next.Zip(running).All(p => p.First.Lead == p.Second.Lead && p.First.Peers.SequenceEqual(p.Second.Peers));
}
