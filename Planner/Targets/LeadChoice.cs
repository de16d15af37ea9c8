using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>Who leads whom.</summary>
internal static class LeadChoice
{
    /// <summary>The serving groups; one with a lead that leads already keeps the epoch since which it does.</summary>
    /// <param name="running">The plan in force; null before the first.</param>
    /// <param name="cluster">Live workers.</param>
    /// <param name="devicesMax">Devices that one worker schedules, at most.</param>
    public static List<ServingGroup> Of(PlanRecord? running, ClusterSnapshot cluster, int devicesMax)
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
}
