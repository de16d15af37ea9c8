namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>Which requests a canary takes. By a hash of the request's id that is the same in every process: a retry, on whatever worker, gets the same version.</summary>
internal static class CanaryShare
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>True for so many of a hundred ids, spread evenly.</summary>
    /// <param name="model">Its name: other models' canaries take other requests.</param>
    /// <param name="id">The request.</param>
    /// <param name="percent">0 to 100.</param>
    public static bool Takes(string model, string id, int percent) => Mix(Hash(id, Hash(model, FnvOffset))) % 100 < (ulong)percent;

    /// <summary>FNV-1a, over UTF-16.</summary>
    private static ulong Hash(string text, ulong hash)
    {
        foreach (var character in text)
            hash = (hash ^ character) * FnvPrime;
        // Ends the text, so that (ab, c) is not (a, bc).
        return (hash ^ 0xFFFF) * FnvPrime;
    }

    /// <summary>The finish of SplitMix64: ids that differ in one character differ in all bits of the hash.</summary>
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
