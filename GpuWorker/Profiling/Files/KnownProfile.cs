using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Profiling.Files;

/// <summary>A measured profile in the forms that a worker measures itself.</summary>
/// <param name="Shapes">By shape bucket, at least one.</param>
/// <param name="Profile">What it is from.</param>
internal sealed record KnownProfile(IReadOnlyList<ShapeProfile> Shapes, ModelProfile Profile)
{
    /// <summary>Where that was found.</summary>
    public ProfileSource Source { get; init; } = ProfileSource.File;

    private const double NsPerMs = 1e6;
    private const double BytesPerMb = 1e6;
    private const double BytesPerKb = 1e3;

    /// <summary>What the model takes of a device on one lane, bytes; null where that was not measured.</summary>
    public long? MemoryBytes => Profile.Memory is { } memory ? (long)(memory.PeakMb * BytesPerMb) : null;

    /// <summary>Makes one for a model; null, with the reason, where it says nothing of that model on that lane.</summary>
    /// <param name="profile">What was measured.</param>
    /// <param name="model">The model, loaded.</param>
    /// <param name="lane">Where.</param>
    /// <param name="hash">The model's hash.</param>
    /// <param name="reason">Why not; empty where it does.</param>
    public static KnownProfile? Of(ModelProfile profile, ILoadedModel model, LaneOptions lane, string hash, out string reason)
    {
        reason = FindMismatch(profile, model, lane, hash) ?? "";
        if (reason.Length > 0)
            return null;
        var shapes = new List<ShapeProfile>();
        foreach (var bucket in profile.Buckets)
        {
            if (TryParse(bucket.Shape, model.Definition.Config) is not { } key)
            {
                reason = $"shape {bucket.Shape} is none of the model's";
                return null;
            }

            var points = Points(bucket.Batches, model.Definition.Config.MaxBatch);
            if (LatencyPoint.FindFault(points) is { } fault)
            {
                reason = $"shape {bucket.Shape}: {fault}";
                return null;
            }

            shapes.Add(new ShapeProfile(key, ModelProfiler.ElementsOf(model.Definition.Config, key), points));
        }

        return new KnownProfile(shapes, profile);
    }

    /// <summary>How its batches stop where they are to stop so; null where that was not measured.</summary>
    public StopProfile? Stops(PreemptionKind kind)
    {
        // A model in one piece restarts, whatever is wanted.
        var found = Profile.Stops.FirstOrDefault(s => s.Kind == Text(kind)) ?? Profile.Stops.FirstOrDefault(s => kind == PreemptionKind.Suspend && Profile.Segments == 1 && s.Kind == Text(PreemptionKind.Restart));
        return found is not { DelaysMs.Count: > 0 }
            ? null
            : new StopProfile(found.ExitPoints, [.. found.DelaysMs.Select(ms => new MeasuredStop((long)(found.RunMs * NsPerMs), (long)(ms * NsPerMs)))], (long)(found.StateKb * BytesPerKb));
    }

    public static string Text(PreemptionKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>It was measured on such a device; whether of this model, its hash tells.</summary>
    public static bool IsOfKind(ModelProfile profile, ILoadedModel model, LaneOptions lane) => FindMismatch(profile, model, lane, profile.ModelHash) is null;

    private static string? FindMismatch(ModelProfile profile, ILoadedModel model, LaneOptions lane, string hash)
    {
        if (profile.ModelHash != hash)
            return "it is of another model: weights, runtime, segments or threads have changed since";
        if (profile.Device != DeviceKind.Of(lane))
            return $"it was measured on {profile.Device}, and this is {DeviceKind.Of(lane)}";
        if (profile.Threads != (model.Definition.Config.Threads ?? lane.Threads))
            return FormattableString.Invariant($"it was measured with {profile.Threads} threads, and the lane has {model.Definition.Config.Threads ?? lane.Threads}");
        if (profile.Segments != model.Segments)
            return FormattableString.Invariant($"it was measured in {profile.Segments} segments, and the model runs in {model.Segments}");
        return profile.Buckets.Count == 0 ? "it has no times" : null;
    }

    private static List<LatencyPoint> Points(IReadOnlyList<BatchFigures> batches, int maxBatch)
    {
        var (points, leastNs) = (new List<LatencyPoint>(), 1L);
        foreach (var batch in batches.Where(b => b.Batch <= maxBatch).OrderBy(b => b.Batch))
        {
            // A median may fall by chance; a larger batch is never believed to be quicker.
            leastNs = Math.Max(leastNs, (long)Math.Min(LatencyLimits.MaxNs, batch.P50Ms * NsPerMs));
            points.Add(new LatencyPoint(batch.Batch, leastNs));
        }

        return points;
    }

    private static BucketKey? TryParse(string shape, ModelConfig config)
    {
        var extents = new List<long>();
        foreach (var part in shape.Split('x'))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) || extent < 1)
                return null;
            extents.Add(extent);
        }

        return extents.Count == config.Inputs.Sum(i => i.Axes.Count) ? new BucketKey([.. extents]) : null;
    }
}
