using System.Globalization;
using Shepherd.Core.Profiles;

namespace Shepherd.Cli.Plan.Files;

/// <summary>
/// Models to place, as YAML: a list <c>models</c> whose items have <c>name</c>, <c>max_batch</c> and <c>on</c>: by device type <c>latency</c> (ms by batch size, on the whole device), <c>shares</c> (the
/// same on shares of its compute, by percent; where it is not given a rule slows batches down), <c>weights_mb</c> and <c>work_mb</c> (memory that only a running batch needs, for each request; 0 where it is not given).
/// </summary>
internal static class PlanModelsFile
{
    private const string ItemExample = "{name: resnet50, max_batch: 64, on: {V100-16: {latency: {1: 3.1, 8: 7.9, 64: 45}, shares: {50: {1: 4.2, 8: 13}}, weights_mb: 98, work_mb: 20}}}";
    private const double NsPerMs = 1e6;
    private const double BytesPerMb = 1e6;

    /// <summary>More than any device has, in MB.</summary>
    private const double MbMax = 1e9;

    /// <exception cref="ArgumentException">It is not of that form; the message has file, line and remedy.</exception>
    public static IReadOnlyList<ModelEntry> Read(string path)
    {
        var models = new List<ModelEntry>();
        foreach (var item in YamlItem.ReadList(path, "models", ItemExample))
        {
            var name = item.Name("name");
            var maxBatch = (int)(item.Number("max_batch", 1, LatencyLimits.MaxBatch) ?? throw new ArgumentException($"{item.Where}: it has no max_batch; write max_batch: 32"));
            var types = item.Items("on") is { Count: > 0 } given ? given : throw new ArgumentException($"{item.Where}: it has no profile; write 'on:' with one for each device type that it runs on");
            var profiles = new SortedDictionary<string, DeviceEntry>(StringComparer.Ordinal);
            foreach (var (type, entry) in types)
                profiles.Add(type, ReadProfile(entry));
            item.Skip("slo", "state_mb", "latency", "measured");
            item.CheckAllRead();
            if (models.Exists(m => m.Name == name))
                throw new ArgumentException($"{item.Where}: there is one of this name above; give each a name of its own");
            models.Add(new ModelEntry(name, maxBatch, profiles));
        }

        return models;
    }

    private static DeviceEntry ReadProfile(YamlItem item)
    {
        var latency = item.Table("latency", LatencyLimits.MaxNs / NsPerMs, "{1: 3.1, 8: 7.9}") ?? throw new ArgumentException($"{item.Where}: it has no latency; write latency: {{1: 3.1, 8: 7.9}} with milliseconds by batch size");
        var points = ToPoints(item, latency);
        var tables = new List<(double Percent, IReadOnlyList<LatencyPoint> Points)>();
        foreach (var (text, rows) in item.Tables("shares", LatencyLimits.MaxNs / NsPerMs, "{50: {1: 4.2, 8: 13}}"))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) || !(percent > 0 && percent < 100))
                throw new ArgumentException($"{item.Where}: shares has '{text}'; it takes percent of the device above 0 and below 100");
            tables.Add((percent, ToPoints(item, rows)));
        }

        var weightsMb = item.Number("weights_mb", 0, MbMax) ?? throw new ArgumentException($"{item.Where}: it has no weights_mb; write the memory that the loaded model keeps, in MB");
        var workMb = item.Number("work_mb", 0, MbMax) ?? 0;
        item.CheckAllRead();
        return new DeviceEntry(item.Where, points, tables, (long)(weightsMb * BytesPerMb), (long)(workMb * BytesPerMb));
    }

    private static LatencyPoint[] ToPoints(YamlItem item, IReadOnlyList<KeyValuePair<int, double>> rows)
    {
        LatencyPoint[] points = [.. rows.Select(row => new LatencyPoint(row.Key, (long)Math.Round(row.Value * NsPerMs)))];
        return LatencyPoint.FindFault(points) is { } fault ? throw new ArgumentException($"{item.Where}: {fault}") : points;
    }
}

/// <summary>A model of a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="On">Its profile by name of the device type.</param>
internal sealed record ModelEntry(string Name, int MaxBatch, IReadOnlyDictionary<string, DeviceEntry> On);

/// <summary>What a model needs of a device type.</summary>
/// <param name="Where">File and line, for messages.</param>
/// <param name="Latency">On the whole device.</param>
/// <param name="Shares">On shares of its compute, in the file's order; empty where none was measured.</param>
/// <param name="WeightBytes">Memory of the loaded model.</param>
/// <param name="WorkBytesPerItem">Memory of a running batch for each request.</param>
internal sealed record DeviceEntry(
    string Where,
    IReadOnlyList<LatencyPoint> Latency,
    IReadOnlyList<(double Percent, IReadOnlyList<LatencyPoint> Points)> Shares,
    long WeightBytes,
    long WorkBytesPerItem);
