using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Profiling.Catalog;

/// <summary>Profiles as the catalog has them, and back.</summary>
internal static class CatalogProfiles
{
    /// <summary>Delays of one kind of stop that are published: as many as are measured at most.</summary>
    private const int DelaysMax = 64;

    private const double PerSecond = 1e3;

    /// <summary>For the catalog.</summary>
    /// <param name="profile">What is known.</param>
    /// <param name="source">Where it is from.</param>
    /// <param name="version">Version that it is of.</param>
    /// <param name="by">Who says so.</param>
    public static CatalogProfile ToCatalog(ModelProfile profile, ProfileSource source, int version, string by) =>
        new(profile.Device, profile.Threads, profile.ModelHash, profile.MeasuredAt, [.. profile.Buckets.Select(b => new CatalogBucket(b.Shape, [.. b.Batches.Select(r => new CatalogBatch(r.Batch, r.Runs, r.P50Ms, r.P95Ms))]))])
        {
            Segments = profile.Segments,
            Version = version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Source = source,
            By = by,
            WeightsMb = profile.Memory is { WeightsMb: > 0 } memory ? memory.WeightsMb : null,
            PeakMb = profile.Memory?.PeakMb,
            Stops = [.. profile.Stops.Select(s => new CatalogStop(s.Kind, s.ExitPoints, s.RunMs, s.P50Ms, s.P99Ms, s.StateKb, [.. s.DelaysMs.Take(DelaysMax)]))],
        };

    /// <summary>From the catalog, for <see cref="KnownProfile"/> to judge.</summary>
    public static ModelProfile FromCatalog(CatalogProfile profile) =>
        new(profile.Device, profile.Device, profile.Threads, profile.ModelHash, profile.At, [.. profile.Buckets.Select(b => new BucketFigures(b.Shape, [.. b.Batches.Select(Row)]))])
        {
            Segments = profile.Segments,
            Memory = profile.PeakMb is { } peak ? new MemoryFigures(profile.WeightsMb ?? 0, peak, "as the catalog has it") : null,
            Stops = [.. profile.Stops.Select(s => new StopFigures(s.Kind, s.ExitPoints, s.RunMs, s.P50Ms, s.P99Ms, s.StateKb, s.DelaysMs))],
        };

    private static BatchFigures Row(CatalogBatch row) =>
        new(row.Batch, (int)Math.Min(int.MaxValue, row.Samples), row.P50Ms, row.HighMs, row.HighMs, row.P50Ms > 0 ? Math.Round(row.Batch * PerSecond / row.P50Ms, 2) : 0);
}
