using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Profiling.Catalog;

/// <summary>Puts a profile among those that the catalog holds: the last word counts for what it is about, and all else stays.</summary>
internal static class CatalogMerge
{
    /// <summary>Models of which a kind of device keeps profiles: the version that serves, the one before it, and canaries of both.</summary>
    public const int HashesMax = 4;

    /// <summary>Profiles of a model: more kinds of devices than a cluster has. An entry stays within some tens of kilobytes.</summary>
    public const int ProfilesMax = 32;

    /// <summary>The list with a profile in it; the oldest are left out where there are too many, of one kind of device and in all.</summary>
    public static IReadOnlyList<CatalogProfile> Of(IReadOnlyList<CatalogProfile> held, CatalogProfile mine) =>
        [
            .. held.Where(h => !IsSame(h, mine)).Append(mine)
                .OrderByDescending(p => p.At).ThenBy(p => p.ModelHash, StringComparer.Ordinal)
                .GroupBy(p => (p.Device, p.Threads)).SelectMany(kind => kind.Take(HashesMax))
                .OrderByDescending(p => p.At).ThenBy(p => p.ModelHash, StringComparer.Ordinal).Take(ProfilesMax)
                .OrderBy(p => p.Device, StringComparer.Ordinal).ThenBy(p => p.Threads).ThenBy(p => p.Segments).ThenBy(p => p.ModelHash, StringComparer.Ordinal),
        ];

    /// <summary>What the catalog holds of the same thing; null where it holds nothing.</summary>
    public static CatalogProfile? Find(CatalogEntry? entry, CatalogProfile like) => entry?.Profiles.FirstOrDefault(p => IsSame(p, like));

    private static bool IsSame(CatalogProfile one, CatalogProfile other) =>
        one.Device == other.Device && one.Threads == other.Threads && one.Segments == other.Segments && one.ModelHash == other.ModelHash;
}
