using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Ownership;

/// <summary>Whose a partition is by a plan.</summary>
internal static class PlanOwners
{
    /// <summary>Its owner; null where the plan leaves it out.</summary>
    public static string? OwnerOf(this PlanRecord plan, string group, int partition) =>
        plan.Assignments.FirstOrDefault(a => a.Group == group && Array.IndexOf(a.Partitions, partition) >= 0)?.Worker;

    /// <summary>Another worker owns it, and serves it already.</summary>
    public static bool IsOfAnother(this PlanRecord plan, string group, int partition, string worker) => plan.OwnerOf(group, partition) is { } owner && owner != worker;

    /// <summary>The plan's moves bring a partition to a worker, or take one from it: its next plan comes soon.</summary>
    public static bool Moves(this PlanRecord plan, string worker)
    {
        if (!plan.HasTarget)
            return false;
        static HashSet<(string, int)> Of(IReadOnlyList<PlanAssignment> assignments, string worker) =>
            [.. assignments.Where(a => a.Worker == worker).SelectMany(a => a.Partitions.Select(p => (a.Group, p)))];
        return !Of(plan.Assignments, worker).SetEquals(Of(plan.Target, worker));
    }
}
