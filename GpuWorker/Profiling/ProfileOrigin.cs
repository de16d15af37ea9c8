using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Profiling;

/// <summary>The profile that a model began with.</summary>
/// <param name="Source">Where it is from.</param>
/// <param name="Profile">What it says; its hash is empty where nobody needed it yet, since that reads all weights.</param>
internal sealed record ProfileOrigin(ProfileSource Source, ModelProfile Profile)
{
    private const double NsPerMs = 1e6;
    private const double BytesPerMb = 1e6;
    private const double BytesPerKb = 1e3;

    /// <summary>What was measured when it was loaded: the quickest of a few runs, so that a high percentile is not known.</summary>
    /// <param name="model">The model.</param>
    /// <param name="lane">Where.</param>
    /// <param name="shapes">What was measured.</param>
    /// <param name="stops">How it stops, where that was measured.</param>
    /// <param name="kind">As it was stopped.</param>
    /// <param name="peakBytes">Memory on one lane; null where that was not measured.</param>
    /// <param name="at">When.</param>
    public static ProfileOrigin Measured(ILoadedModel model, LaneOptions lane, IReadOnlyList<ShapeProfile> shapes, StopProfile? stops, PreemptionKind kind, long? peakBytes, DateTimeOffset at)
    {
        var threads = model.Definition.Config.Threads ?? lane.Threads;
        var buckets = shapes.Select(s => new BucketFigures(s.Bucket.ToString(), [.. s.Points.Select(p => Row(p.Batch, 1, p.DurationNs, p.DurationNs))])).ToList();
        return new ProfileOrigin(ProfileSource.Load, new ModelProfile(DeviceKind.TypeOf(lane with { Threads = threads }), DeviceKind.Of(lane), threads, "", at, buckets)
        {
            Segments = model.Segments,
            Memory = peakBytes is { } bytes ? new MemoryFigures(0, bytes / BytesPerMb, "growth of the process while it was loaded and measured") : null,
            Stops = stops is null ? [] : [Stop(stops, model.Segments > 1 ? kind : PreemptionKind.Restart)],
        });
    }

    /// <summary>One batch size.</summary>
    public static BatchFigures Row(int batch, long runs, long medianNs, long highNs) =>
        new(batch, (int)Math.Min(int.MaxValue, runs), Ms(medianNs), Ms(highNs), Ms(highNs), Math.Round(batch * 1e9 / medianNs, 2));

    private static StopFigures Stop(StopProfile stops, PreemptionKind kind)
    {
        List<double> delays = [.. stops.Stops.Select(s => Ms(s.DelayNs))];
        List<double> ascending = [.. delays.Order()];
        return new StopFigures(KnownProfile.Text(kind), stops.ExitPoints, Ms(stops.Stops[0].TotalNs), ascending[(ascending.Count - 1) / 2], ascending[^1], stops.StateBytes / BytesPerKb, delays);
    }

    private static double Ms(long ns) => Math.Round(ns / NsPerMs, 4);
}
