using Shepherd.Core.Profiles;

namespace Shepherd.Cli.Plan.Files;

/// <summary>
/// Models to place, as YAML: a list <c>models</c> whose items have <c>name</c>, <c>max_batch</c> and <c>on</c>: by device type <c>latency</c> (ms by batch size, on the whole device), <c>compute</c> (% of
/// the device that the batch can use, by batch size; 100 where it is not given), <c>weights_mb</c> and <c>work_mb</c> (memory that only a running batch needs, by batch size; 0 where it is not given).
/// </summary>
internal static class PlanModelsFile
{
    private const string ItemExample = "{name: resnet50, max_batch: 64, on: {V100-16: {latency: {1: 3.1, 8: 7.9, 64: 45}, compute: {1: 35, 8: 80}, weights_mb: 98}}}";
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
            var types = item.Items("on") ?? throw new ArgumentException($"{item.Where}: it has no profile; write 'on:' with one for each device type that it runs on");
            var profiles = new SortedDictionary<string, DeviceEntry>(StringComparer.Ordinal);
            foreach (var (type, entry) in types)
                profiles.Add(type, ReadProfile(entry));
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
        LatencyPoint[] points = [.. latency.Select(row => new LatencyPoint(row.Key, (long)Math.Round(row.Value * NsPerMs)))];
        if (LatencyPoint.FindFault(points) is { } fault)
            throw new ArgumentException($"{item.Where}: latency: {fault}");
        var compute = item.Table("compute", 100, "{1: 35, 8: 80}") ?? [];
        var weightsMb = item.Number("weights_mb", 0, MbMax) ?? throw new ArgumentException($"{item.Where}: it has no weights_mb; write the memory that the loaded model keeps, in MB");
        var work = item.Table("work_mb", MbMax, "{1: 40, 8: 300}") ?? [];
        item.CheckAllRead();
        return new DeviceEntry(points, compute, (long)(weightsMb * BytesPerMb), [.. work.Select(row => KeyValuePair.Create(row.Key, (long)(row.Value * BytesPerMb)))]);
    }
}

/// <summary>A model of a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="On">Its profile by name of the device type.</param>
internal sealed record ModelEntry(string Name, int MaxBatch, IReadOnlyDictionary<string, DeviceEntry> On);

/// <summary>What a model needs of a device type.</summary>
/// <param name="Latency">Of the whole device.</param>
/// <param name="ComputePercent">By batch size, ascending; empty where it is not known.</param>
/// <param name="WeightBytes">Memory of the loaded model.</param>
/// <param name="WorkBytes">Memory of a running batch, by batch size, ascending; empty where it is not known.</param>
internal sealed record DeviceEntry(
    IReadOnlyList<LatencyPoint> Latency,
    IReadOnlyList<KeyValuePair<int, double>> ComputePercent,
    long WeightBytes,
    IReadOnlyList<KeyValuePair<int, long>> WorkBytes);
