using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Control;

namespace Shepherd.Schemas.Wire;

/// <summary>Profiles of a catalog entry.</summary>
internal static class ProfileMapping
{
    public static List<object?> Profiles(GenericRecord owner, IEnumerable<CatalogProfile> profiles) =>
        GenericMapping.Records(owner, "profiles", profiles, (item, profile) =>
        {
            item["device"] = profile.Device;
            item["threads"] = profile.Threads;
            item["segments"] = profile.Segments;
            item["model_hash"] = profile.ModelHash;
            item["version"] = profile.Version;
            item["source"] = GenericMapping.FromEnum(item, "source", profile.Source);
            item["at"] = GenericMapping.Micros(profile.At);
            item["by"] = profile.By;
            item["buckets"] = Buckets(item, profile.Buckets);
            item["weights_mb"] = profile.WeightsMb;
            item["peak_mb"] = profile.PeakMb;
            item["stops"] = Stops(item, profile.Stops);
        });

    public static CatalogProfile[] ToProfiles(object? datum) =>
        [.. Items(datum).Select(p => new CatalogProfile(
            (string)p["device"]!,
            (int)p["threads"]!,
            (string)p["model_hash"]!,
            GenericMapping.Instant(p["at"], "CatalogEntry.profiles.at"),
            ToBuckets(p["buckets"]))
        {
            Segments = (int)p["segments"]!,
            Version = (string)p["version"]!,
            Source = GenericMapping.ToEnum<ProfileSource>(p["source"]),
            By = (string)p["by"]!,
            WeightsMb = (double?)p["weights_mb"],
            PeakMb = (double?)p["peak_mb"],
            Stops = ToStops(p["stops"]),
        })];

    private static List<object?> Buckets(GenericRecord owner, IEnumerable<CatalogBucket> buckets) =>
        GenericMapping.Records(owner, "buckets", buckets, (item, bucket) =>
        {
            item["shape"] = bucket.Shape;
            item["batches"] = GenericMapping.Records(item, "batches", bucket.Batches, (row, batch) =>
            {
                row["batch"] = batch.Batch;
                row["samples"] = batch.Samples;
                row["p50_ms"] = batch.P50Ms;
                row["high_ms"] = batch.HighMs;
            });
        });

    private static CatalogBucket[] ToBuckets(object? datum) =>
        [.. Items(datum).Select(b => new CatalogBucket(
            (string)b["shape"]!,
            [.. Items(b["batches"]).Select(r => new CatalogBatch((int)r["batch"]!, (long)r["samples"]!, (double)r["p50_ms"]!, (double)r["high_ms"]!))]))];

    private static List<object?> Stops(GenericRecord owner, IEnumerable<CatalogStop> stops) =>
        GenericMapping.Records(owner, "stops", stops, (item, stop) =>
        {
            item["kind"] = stop.Kind;
            item["exit_points"] = stop.ExitPoints;
            item["run_ms"] = stop.RunMs;
            item["p50_ms"] = stop.P50Ms;
            item["p99_ms"] = stop.P99Ms;
            item["state_kb"] = stop.StateKb;
            item["delays_ms"] = GenericMapping.List(stop.DelaysMs);
        });

    private static CatalogStop[] ToStops(object? datum) =>
        [.. Items(datum).Select(s => new CatalogStop(
            (string)s["kind"]!,
            (int)s["exit_points"]!,
            (double)s["run_ms"]!,
            (double)s["p50_ms"]!,
            (double)s["p99_ms"]!,
            (double)s["state_kb"]!,
            [.. ((List<object?>)s["delays_ms"]!).Cast<double>()]))];

    private static IEnumerable<GenericRecord> Items(object? datum) => ((List<object?>)datum!).Cast<GenericRecord>();
}
