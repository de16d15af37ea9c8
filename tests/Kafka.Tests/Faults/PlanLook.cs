using Shepherd.Schemas.Control;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>Plans as tests ask them.</summary>
internal static class PlanLook
{
    /// <summary>Partitions of a group that a worker has now; of all workers, where none is named.</summary>
    public static int Assigned(this PlanRecord plan, string group, string? worker = null) => Count(plan.Assignments, group, worker);

    /// <summary>The same of those that it is to have.</summary>
    public static int Targeted(this PlanRecord plan, string group, string? worker = null) => Count(plan.Target, group, worker);

    private static int Count(IReadOnlyList<PlanAssignment> of, string group, string? worker) =>
        of.Where(a => a.Group == group && (worker is null || a.Worker == worker)).Sum(a => a.Partitions.Length);
}
