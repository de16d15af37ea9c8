using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Facts;

/// <summary>One look at the cluster, for whoever commands it or wants to see it.</summary>
/// <param name="Plan">The plan in force; null before the first.</param>
/// <param name="Workers">Live workers, by name.</param>
/// <param name="Groups">Model groups that the catalog, the plan or a worker names, by name.</param>
/// <param name="Directives">What operators asked for and is in force.</param>
internal sealed record ClusterFacts(PlanRecord? Plan, IReadOnlyList<WorkerFacts> Workers, IReadOnlyList<GroupFacts> Groups, IReadOnlyList<Directive> Directives)
{
    /// <summary>Why nothing can be said yet; empty: it can.</summary>
    public string Missing { get; init; } = "";

    /// <summary>What the cluster moves to: the plan's target, or what is assigned where it has none.</summary>
    public IReadOnlyList<PlanAssignment> Target => Plan?.Wanted ?? [];

    public WorkerFacts? FindWorker(string name) => Workers.FirstOrDefault(w => w.Name == name);

    /// <summary>A group by its name, or by that of one of its models.</summary>
    public GroupFacts? FindGroup(string name) => Groups.FirstOrDefault(g => g.Group == name) ?? Groups.FirstOrDefault(g => g.Models.Contains(name, StringComparer.Ordinal));

    public Directive? Find(DirectiveKind kind, string subject) => Directives.FirstOrDefault(d => d.Kind == kind && d.Subject == subject);

    /// <summary>It gets nothing more: cordoned or drained.</summary>
    public bool IsHeldBack(string worker) => Find(DirectiveKind.Cordon, worker) is not null || Find(DirectiveKind.Drain, worker) is not null;

    /// <summary>Workers that may be given a group: ready, with its models or room for them, not held back, and among those that it is pinned to.</summary>
    public IEnumerable<WorkerFacts> Takers(string group) =>
        Workers.Where(w => w.IsReady && w.CanServe(group) && !IsHeldBack(w.Name) && (Find(DirectiveKind.Pin, group) is not { } pin || pin.Workers.Contains(w.Name, StringComparer.Ordinal)));

    /// <summary>Partitions of each group that a worker owns, is to own, or has not let go of yet.</summary>
    public IReadOnlyList<OwnedPartitions> HeldBy(string worker)
    {
        var planned = (Plan?.Assignments ?? []).Concat(Target).Where(a => a.Worker == worker).Select(a => new OwnedPartitions(a.Group, a.Partitions));
        return
        [
            .. planned.Concat(FindWorker(worker)?.Beat.Owned ?? [])
                .GroupBy(o => o.Group, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new OwnedPartitions(g.Key, [.. g.SelectMany(o => o.Partitions).Distinct().Order()]))
                .Where(o => o.Partitions.Length > 0),
        ];
    }

    /// <summary>Workers that serve a group by a list of assignments, peers of its leads included.</summary>
    public IEnumerable<string> Servers(string group, IReadOnlyList<PlanAssignment> assignments)
    {
        var leads = assignments.Where(a => a.Group == group && a.Partitions.Length > 0).Select(a => a.Worker).ToList();
        var peers = (Plan?.ServingGroups ?? []).Where(s => leads.Contains(s.Lead, StringComparer.Ordinal)).SelectMany(s => s.Peers.Select(p => p.Worker));
        return leads.Concat(peers).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>Devices of the live ones of those.</summary>
    public int DevicesOf(string group, IReadOnlyList<PlanAssignment> assignments) => Servers(group, assignments).Sum(w => FindWorker(w)?.Beat.Devices.Count ?? 0);
}

/// <summary>A live worker.</summary>
/// <param name="Beat">Its newest heartbeat.</param>
/// <param name="Age">Since that was read.</param>
internal sealed record WorkerFacts(WorkerHeartbeat Beat, TimeSpan Age)
{
    public string Name => Beat.Worker;

    public bool IsReady => Beat.State == WorkerState.Ready;

    /// <summary>It has the group's models, loads them, or has room for them.</summary>
    public bool CanServe(string group) =>
        Beat.Groups.Contains(group, StringComparer.Ordinal) || Beat.PreparingGroups.Contains(group, StringComparer.Ordinal) || Beat.ColdGroups.Contains(group, StringComparer.Ordinal);
}

/// <summary>A model group.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Partitions">Of its request topic; 0: not known.</param>
/// <param name="Models">Its models, as far as the catalog names them.</param>
internal sealed record GroupFacts(string Group, int Partitions, IReadOnlyList<string> Models);
