using Shepherd.Core.Herd;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Cluster;

/// <summary>One consistent look at the cluster.</summary>
/// <param name="IsSettled">False while a worker known from history has neither shown up nor timed out.</param>
/// <param name="Offers">Workers that may own partitions.</param>
/// <param name="Held">Partitions that a worker consumes or drains.</param>
/// <param name="Following">The epoch that each live worker follows; one that still starts is not listed.</param>
internal sealed record ClusterSnapshot(
    bool IsSettled,
    IReadOnlyList<WorkerOffer> Offers,
    IReadOnlyList<Ownership> Held,
    IReadOnlyDictionary<string, Epoch> Following)
{
    /// <summary>Workers that may be in a serving group.</summary>
    public IReadOnlyList<GroupableWorker> Workers { get; init; } = [];

    /// <summary>Where each live worker takes batches of a lead; empty where it does not.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new Dictionary<string, string>();

    /// <summary>Newest heartbeat of each live worker.</summary>
    public IReadOnlyList<WorkerHeartbeat> Heartbeats { get; init; } = [];

    /// <summary>Model groups that somebody offers, ordered.</summary>
    public IReadOnlyList<string> Groups { get; } = Offers.SelectMany(o => o.Groups.Concat(o.ColdGroups).Concat(o.RefusedGroups)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
}
