using System.Globalization;
using Shepherd.Client.Cluster;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Models;

/// <summary>What is known of models, from a repository and a cluster.</summary>
/// <param name="Models">By name, newest version first.</param>
/// <param name="Refused">Versions that cannot be served as they are configured.</param>
internal sealed record ModelList(IReadOnlyList<ModelRow> Models, IReadOnlyList<ListedRefusal> Refused)
{
    /// <summary>Puts both together.</summary>
    /// <param name="versions">Of the repository; may be empty.</param>
    /// <param name="refused">Of the repository.</param>
    /// <param name="cluster">Null where none was looked at.</param>
    public static ModelList Of(IReadOnlyList<ListedVersion> versions, IReadOnlyList<ListedRefusal> refused, ClusterStatus? cluster)
    {
        var rows = versions.Select(v => new ModelRow(v.Entry) { CanaryPercent = v.CanaryPercent, ProfileFault = v.ProfileFault }).ToList();
        foreach (var entry in cluster?.Models.Values ?? [])
        {
            var at = rows.FindIndex(r => r.Entry.Model == entry.Model && r.Entry.Version == entry.Version);
            var served = new ModelRow(entry)
            {
                IsServed = cluster!.IsModelReady(entry.Model) && WorkersOf(cluster, entry).Count > 0,
                Workers = WorkersOf(cluster, entry),
            };
            if (at < 0)
                rows.Add(served);
            else
                rows[at] = served with { CanaryPercent = rows[at].CanaryPercent, ProfileFault = rows[at].ProfileFault, Entry = entry with { Profiles = [.. rows[at].Entry.Profiles, .. entry.Profiles] } };
        }

        return new ModelList([.. rows.OrderBy(r => r.Entry.Model, StringComparer.Ordinal).ThenByDescending(r => Number(r.Entry.Version))], refused);
    }

    private static IReadOnlyList<string> WorkersOf(ClusterStatus cluster, CatalogEntry entry) => [.. cluster.Workers.Where(w => w.Groups.Contains(entry.Group, StringComparer.Ordinal)).Select(w => w.Worker)];

    private static int Number(string version) => int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>One version of a model.</summary>
/// <param name="Entry">What it is, with all profiles that are known.</param>
internal sealed record ModelRow(CatalogEntry Entry)
{
    /// <summary>Its requests are taken, by the cluster that was looked at; null where none was, or the cluster's catalog has another version.</summary>
    public bool? IsServed { get; init; }

    /// <summary>Live workers that have its group warm.</summary>
    public IReadOnlyList<string> Workers { get; init; } = [];

    /// <summary>Its share of requests where it is a canary.</summary>
    public int? CanaryPercent { get; init; }

    /// <summary>Why its profile.json says nothing of it, or not all.</summary>
    public string ProfileFault { get; init; } = "";
}
