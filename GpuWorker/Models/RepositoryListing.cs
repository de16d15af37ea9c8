using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Models;

/// <summary>A model repository as a worker would find it, without loading anything.</summary>
public static class RepositoryListing
{
    /// <summary>Looks through it.</summary>
    /// <param name="root">The repository.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such root.</exception>
    public static (IReadOnlyList<ListedVersion> Versions, IReadOnlyList<ListedRefusal> Refused) Read(string root)
    {
        var scan = ModelRepository.Scan(root);
        return ([.. scan.Models.Select(Describe)], [.. scan.Refused.Select(r => new ListedRefusal(r.Name, r.Version ?? "", r.Reason))]);
    }

    private static ListedVersion Describe(ModelDefinition definition)
    {
        var (profiles, fault) = Profiles(definition);
        return new ListedVersion(definition.ToCatalogEntry() with { Profiles = profiles }) { CanaryPercent = definition.Config.CanaryPercent, ProfileFault = fault };
    }

    private static (IReadOnlyList<CatalogProfile> Profiles, string Fault) Profiles(ModelDefinition definition)
    {
        var path = Path.Combine(definition.Directory, ProfileFile.Name);
        if (!File.Exists(path))
            return ([], "");
        try
        {
            var measured = ProfileFile.Read(path).Models.SelectMany(m => m.Measured).ToList();
            var hash = measured.Count > 0 ? ModelHash.Of(definition) : "";
            return (
                [.. measured.Where(m => m.ModelHash == hash).Select(m => CatalogProfiles.ToCatalog(m, ProfileSource.File, definition.Version, path))],
                measured.Any(m => m.ModelHash != hash) ? $"{path} has a measurement of other weights, runtime, segments or threads: measure again with 'shepherd profile'" : "");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return ([], fault.Message);
        }
    }
}

/// <summary>A version that could be served.</summary>
/// <param name="Entry">As the catalog would show it, with what its <c>profile.json</c> says of it.</param>
public sealed record ListedVersion(CatalogEntry Entry)
{
    /// <summary>The share of requests that it takes while an older version serves the rest; null where it is no canary.</summary>
    public int? CanaryPercent { get; init; }

    /// <summary>Why its <c>profile.json</c> says nothing of it, or not all; empty where it does, or there is none.</summary>
    public string ProfileFault { get; init; } = "";
}

/// <summary>A version, or a whole model, that cannot be served as it is configured.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Version">Name of its directory; empty where the model as a whole is at fault.</param>
/// <param name="Reason">File, key, what was found, the remedy; several are separated by line feeds.</param>
public sealed record ListedRefusal(string Model, string Version, string Reason);
