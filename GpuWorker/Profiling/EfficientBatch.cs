namespace Shepherd.GpuWorker.Profiling;

/// <summary>
/// The largest batch that is worth running. Policies take batches as large as deadlines allow, since a device usually does more requests per second in larger ones; on a processor with few threads some models do fewer,
/// and a larger batch is then late and slow at once.
/// </summary>
internal static class EfficientBatch
{
    /// <summary>A batch may take so much longer per request than the best size: four runs of each size tell no less apart, and a batch saves the path's own work.</summary>
    private const double SlackMax = 1.1;

    /// <param name="profiles">What was measured.</param>
    /// <param name="maxBatch">The most that the model takes.</param>
    /// <returns>The largest size that is worth running in any of the shapes; <paramref name="maxBatch"/> where nothing speaks against it.</returns>
    public static int Of(IReadOnlyList<ShapeProfile> profiles, int maxBatch) => profiles.Count == 0 ? maxBatch : profiles.Max(profile => Of(profile, maxBatch));

    private static int Of(ShapeProfile profile, int maxBatch)
    {
        var best = profile.Points.Min(point => (double)point.DurationNs / point.Batch);
        var largest = profile.Points.Last(point => (double)point.DurationNs / point.Batch <= best * SlackMax);
        // Larger ones than were measured: nothing is known against them.
        return largest == profile.Points[^1] ? maxBatch : Math.Min(maxBatch, largest.Batch);
    }
}
