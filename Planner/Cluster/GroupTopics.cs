using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Core.Herd;

namespace Shepherd.Planner.Cluster;

/// <summary>Creates the topics of new model groups and knows how many partitions each has.</summary>
internal sealed partial class GroupTopics(PlannerOptions options, TimeProvider clock, ILogger<GroupTopics> logger) : IDisposable
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A request topic can grow: its new partitions are planned within this time.</summary>
    private static readonly TimeSpan CountAgeMax = TimeSpan.FromSeconds(30);

    /// <summary>Between two attempts at a topic that is not there.</summary>
    private static readonly TimeSpan MissingAgeMax = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<string, (int Partitions, long AskedAt)> _known = new(StringComparer.Ordinal);
    private IAdminClient? _admin;

    /// <summary>The groups with their partition counts. A group without topics is left out, and does not hold up the others.</summary>
    public async Task<IReadOnlyList<GroupPartitions>> FindAsync(IReadOnlyList<string> groups)
    {
        foreach (var group in groups)
        {
            var known = _known.GetValueOrDefault(group);
            if (_known.ContainsKey(group) && clock.GetElapsedTime(known.AskedAt) <= (known.Partitions > 0 ? CountAgeMax : MissingAgeMax))
                continue;
            // Without an answer the last known count stands.
            _known[group] = (await TryCountAsync(group) ?? known.Partitions, clock.GetTimestamp());
        }

        return _known.Where(p => p.Value.Partitions > 0 && groups.Contains(p.Key)).Select(p => new GroupPartitions(p.Key, p.Value.Partitions)).ToList();
    }

    public void Dispose() => _admin?.Dispose();

    private async Task<int?> TryCountAsync(string group)
    {
        var topic = options.Kafka.Topics.Requests(group);
        try
        {
            await TopicSetup.EnsureAsync(options.Kafka, TopicSetup.GroupTopics(options.Kafka.Topics, group, options.RequestPartitions));
            _admin ??= new AdminClientBuilder(options.Kafka.ToSettings(options.Name)).SetLogHandler((_, _) => { }).Build();
            var found = _admin.GetMetadata(topic, MetadataTimeout).Topics.Find(t => t.Topic == topic);
            if (found is { Error.IsError: false, Partitions.Count: > 0 })
                return found.Partitions.Count;
            LogUnknown(topic, found?.Error.Reason ?? "unknown to the broker");
        }
        catch (Exception e) when (e is KafkaException or Client.InferenceClientException)
        {
            LogUnknown(topic, e.Message);
        }

        return null;
    }

    [LoggerMessage(1, LogLevel.Warning, "Partitions of topic {Topic} are not known: {Reason}")]
    private partial void LogUnknown(string topic, string reason);
}
