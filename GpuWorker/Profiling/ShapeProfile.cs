using System.Globalization;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Profiling;

/// <summary>How long batches of one shape bucket ran before the model served.</summary>
/// <param name="Bucket">The shapes.</param>
/// <param name="Elements">Elements of one item in all inputs together: what shapes are compared by.</param>
/// <param name="Points">By ascending batch size, at least one; durations do not fall.</param>
internal sealed record ShapeProfile(BucketKey Bucket, long Elements, IReadOnlyList<LatencyPoint> Points)
{
    /// <summary>For logs: <c>3x48x320 1: 5.2, 4: 19.8 ms</c>.</summary>
    public override string ToString() =>
        $"{Bucket} {string.Join(", ", Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Batch}: {point.DurationNs / 1e6:0.0##}")))} ms";
}
