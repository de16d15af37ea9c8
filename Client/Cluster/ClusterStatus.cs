using Shepherd.Schemas.Control;

namespace Shepherd.Client.Cluster;

/// <summary>One look at the cluster.</summary>
/// <param name="Ready">Every request partition of every group in the catalog is consumed by a live worker that follows the newest plan.</param>
/// <param name="Reason">Why it is not ready, naming what is missing; empty when it is.</param>
/// <param name="Workers">Workers heard of within the time limit and not stopped, by name.</param>
/// <param name="Plan">The newest plan; null when there is none.</param>
/// <param name="Models">The catalog, by model name.</param>
public sealed record ClusterStatus(
    bool Ready,
    string Reason,
    IReadOnlyList<WorkerHeartbeat> Workers,
    PlanRecord? Plan,
    IReadOnlyDictionary<string, CatalogEntry> Models)
{
    /// <summary>Whether requests for one model are taken: its group's partitions are all consumed. False for an unknown model.</summary>
    public bool IsModelReady(string model) => Models.TryGetValue(model, out var entry) && !UnreadyGroups.Contains(entry.Group);

    /// <summary>Time since the newest heartbeat of each of <see cref="Workers"/> was read, by name.</summary>
    public IReadOnlyDictionary<string, TimeSpan> HeartbeatAges { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>Partitions of the request topics that were asked for, by group; one that is missing has no topic yet.</summary>
    public IReadOnlyDictionary<string, int> Partitions { get; init; } = new Dictionary<string, int>();

    /// <summary>Groups of the catalog with a partition that nobody consumes.</summary>
    public required IReadOnlySet<string> UnreadyGroups { get; init; }
}
