using Shepherd.Core.Rebalancing;
using Shepherd.Planner.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>Workers as the rebalancer sees them.</summary>
internal static class Supplies
{
    /// <summary>Those that may own partitions, and those that give up what they have; a lead has its peers' devices too, and peers own nothing.</summary>
    public static List<WorkerSupply> Of(ClusterSnapshot cluster, IReadOnlyList<ServingGroup> serving, IReadOnlyList<Directive> directives)
    {
        bool Is(DirectiveKind kind, string worker) => directives.Any(d => d.Kind == kind && d.Subject == worker);
        var peers = serving.SelectMany(s => s.Peers.Select(p => p.Worker)).ToHashSet(StringComparer.Ordinal);
        var devices = cluster.Heartbeats.ToDictionary(b => b.Worker, b => Math.Max(1, b.Devices.Count), StringComparer.Ordinal);
        return
        [
            .. cluster.Heartbeats.Where(b => b.State is WorkerState.Ready or WorkerState.Draining && !peers.Contains(b.Worker)).Select(b => new WorkerSupply(
                b.Worker,
                DeviceKind.Of(b.Devices),
                devices[b.Worker] + (serving.FirstOrDefault(s => s.Lead == b.Worker)?.Peers.Sum(p => devices.GetValueOrDefault(p.Worker)) ?? 0))
            {
                MemoryBytes = b.MemoryBytes,
                Warm = b.Groups,
                Cold = [.. b.ColdGroups, .. b.PreparingGroups.Except(b.Groups).Except(b.ColdGroups)],
                Refused = [.. b.RefusedGroups.Except(b.PreparingGroups)],
                IsCordoned = Is(DirectiveKind.Cordon, b.Worker),
                IsLeaving = b.State == WorkerState.Draining || Is(DirectiveKind.Drain, b.Worker),
            }),
        ];
    }
}
