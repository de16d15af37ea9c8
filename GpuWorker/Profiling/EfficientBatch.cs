using Shepherd.Core.Profiles;

namespace Shepherd.GpuWorker.Profiling;

/// <summary>
/// The largest batch that is worth running. Policies take batches as large as deadlines allow, since a device usually does more requests per second in larger ones; on a processor with few threads some models do fewer,
/// and a larger batch is then late and slow at once.
/// </summary>
internal static class EfficientBatch
{
    /// <param name="profile">What was measured of a shape.</param>
    /// <returns>The largest measured size that is worth running; <see cref="LatencyLimits.MaxBatch"/> where nothing speaks against larger ones than were measured.</returns>
    public static int Of(ShapeProfile profile)
    {
        var best = profile.Points.Min(point => (double)point.DurationNs / point.Batch);
        var largest = profile.Points.Last(point => (double)point.DurationNs / point.Batch <= best * LatencyLimits.BatchSlackMax);
        return largest == profile.Points[^1] ? LatencyLimits.MaxBatch : largest.Batch;
    }
}
