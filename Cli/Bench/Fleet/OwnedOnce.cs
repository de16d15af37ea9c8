using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Bench.Fleet;

/// <summary>Who owns what, by the workers' own word. Pure.</summary>
internal static class OwnedOnce
{
    /// <summary>Every partition has exactly one owner among the workers that count.</summary>
    /// <param name="beats">Newest heartbeats.</param>
    /// <param name="partitions">Of all groups.</param>
    /// <param name="counts">Whether a worker counts: the dead said something too.</param>
    public static bool Is(IEnumerable<WorkerHeartbeat> beats, int partitions, Func<string, bool> counts)
    {
        var seen = new HashSet<(string, int)>();
        return beats.Where(b => counts(b.Worker)).SelectMany(b => b.Owned).SelectMany(o => o.Partitions.Select(p => (o.Group, p))).All(seen.Add) && seen.Count == partitions;
    }
}
