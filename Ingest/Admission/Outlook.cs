using Shepherd.Client.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.Ingest.Admission;

/// <summary>The outlook of each model group: a function of what the control topics say.</summary>
internal static class Outlook
{
    internal static Dictionary<string, GroupOutlook> Of(ClusterStatus status) => status.Models.Values.Select(m => m.Group).Distinct(StringComparer.Ordinal)
        .ToDictionary(g => g, g => Of(status, g), StringComparer.Ordinal);

    /// <summary>What the smallest batch of a model takes on the quickest device that it was measured on, milliseconds; 0: it was not.</summary>
    internal static double RunMs(CatalogEntry model) => Buckets(model).Select(b => b.Batches[0].P50Ms).DefaultIfEmpty(0).Min();

    private static GroupOutlook Of(ClusterStatus status, string group)
    {
        var owners = status.Workers.Where(w => w.Owned.Any(o => o.Group == group && o.Partitions.Length > 0)).Select(w => w.Worker).ToHashSet(StringComparer.Ordinal);
        // A lead runs batches on its peers' devices too.
        owners.UnionWith((status.Plan?.ServingGroups ?? []).Where(s => owners.Contains(s.Lead)).SelectMany(s => s.Peers.Select(p => p.Worker)).ToList());
        var serving = status.Workers.Where(w => owners.Contains(w.Worker)).ToList();
        var devices = serving.Sum(w => w.Devices.Count);
        var loads = serving.SelectMany(w => w.GroupLoads.Where(l => l.Group == group).Select(l => (Load: l, AgeMs: status.HeartbeatAges.GetValueOrDefault(w.Worker).TotalMilliseconds))).ToList();
        var costs = loads.Where(l => l.Load.RequestDeviceMs > 0).Select(l => l.Load.RequestDeviceMs).ToList();
        return new GroupOutlook(
            devices,
            // Devices went on since.
            loads.Sum(l => Math.Max(0, l.Load.QueuedDeviceMs - (l.AgeMs * devices))),
            costs.Count > 0 ? costs.Average() : status.Models.Values.Where(m => m.Group == group).Select(RequestMs).DefaultIfEmpty(0).Average());
    }

    private static double RequestMs(CatalogEntry model) => Buckets(model).SelectMany(b => b.Batches.Select(s => s.P50Ms / s.Batch)).DefaultIfEmpty(0).Min();

    private static IEnumerable<CatalogBucket> Buckets(CatalogEntry model) => model.Profiles.SelectMany(p => p.Buckets).Where(b => b.Batches.Count > 0);
}
