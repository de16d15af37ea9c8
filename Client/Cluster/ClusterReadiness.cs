using System.Globalization;
using Shepherd.Schemas.Control;

namespace Shepherd.Client.Cluster;

/// <summary>Judges whether the plan is followed: a function of what the control topics say.</summary>
internal static class ClusterReadiness
{
    /// <param name="models">The catalog.</param>
    /// <param name="plan">The newest plan.</param>
    /// <param name="live">Workers that are alive.</param>
    /// <param name="partitions">Partitions of each group's request topic; a group that is missing has no topic yet.</param>
    internal static ClusterStatus Judge(
        IReadOnlyDictionary<string, CatalogEntry> models,
        PlanRecord? plan,
        IReadOnlyList<WorkerHeartbeat> live,
        IReadOnlyDictionary<string, int> partitions)
    {
        var unready = new SortedSet<string>(StringComparer.Ordinal);
        var reason = "";
        foreach (var group in models.Values.Select(m => m.Group).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (FindFault(group, plan, live, partitions) is not { } fault)
                continue;
            unready.Add(group);
            reason = reason.Length == 0 ? fault : reason;
        }

        if (models.Count == 0)
            reason = "the catalog names no model: has a worker started?";
        return new ClusterStatus(reason.Length == 0, reason, live, plan, models) { UnreadyGroups = unready };
    }

    /// <summary>Before anything can be judged.</summary>
    internal static ClusterStatus Unknown(IReadOnlyDictionary<string, CatalogEntry> models, string reason) =>
        new(false, reason, [], null, models) { UnreadyGroups = models.Values.Select(m => m.Group).ToHashSet(StringComparer.Ordinal) };

    private static string? FindFault(string group, PlanRecord? plan, IReadOnlyList<WorkerHeartbeat> live, IReadOnlyDictionary<string, int> partitions)
    {
        if (plan is null)
            return "there is no plan: is a planner running?";
        if (!partitions.TryGetValue(group, out var count))
            return $"the request topic of group '{group}' is not there yet";
        for (var partition = 0; partition < count; partition++)
        {
            var owner = plan.Assignments.FirstOrDefault(a => a.Group == group && a.Partitions.Contains(partition))?.Worker;
            if (owner is null)
                return Say($"plan {plan.Epoch} gives partition {partition} of group '{group}' to nobody");
            if (FindFault(owner, live.FirstOrDefault(w => w.Worker == owner), plan, group, partition) is { } fault)
                return fault;
        }

        return null;
    }

    private static string? FindFault(string owner, WorkerHeartbeat? worker, PlanRecord plan, string group, int partition)
    {
        if (worker is null)
            return $"worker '{owner}' of plan {plan.Epoch} is silent";
        if (worker.State != WorkerState.Ready)
            return $"worker '{owner}' is {worker.State}";
        if (worker.Epoch != plan.Epoch)
            return $"worker '{owner}' follows plan {worker.Epoch}, not yet {plan.Epoch}";
        return worker.Owned.Any(o => o.Group == group && o.Partitions.Contains(partition))
            ? null
            : Say($"worker '{owner}' does not consume partition {partition} of group '{group}' yet");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
