using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Core.Herd;

namespace Shepherd.Planner.Cluster;

/// <summary>Creates the topics of new model groups and knows how many partitions each has.</summary>
internal sealed class GroupTopics(PlannerOptions options) : IDisposable
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);

    private readonly SortedDictionary<string, int> _partitions = new(StringComparer.Ordinal);
    private IAdminClient? _admin;

    /// <summary>The groups with their partition counts, asked once per group.</summary>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    /// <exception cref="Client.InferenceClientException">A topic is missing and cannot be created.</exception>
    public async Task<IReadOnlyList<GroupPartitions>> FindAsync(IReadOnlyList<string> groups)
    {
        foreach (var group in groups.Where(g => !_partitions.ContainsKey(g)))
        {
            await TopicSetup.EnsureAsync(options.Kafka, TopicSetup.GroupTopics(options.Kafka.Topics, group, options.RequestPartitions));
            var topic = options.Kafka.Topics.Requests(group);
            _admin ??= new AdminClientBuilder(options.Kafka.ToSettings(options.Name)).SetLogHandler((_, _) => { }).Build();
            var found = _admin.GetMetadata(topic, MetadataTimeout).Topics.Find(t => t.Topic == topic);
            if (found is not { Error.IsError: false, Partitions.Count: > 0 })
                throw new Client.InferenceClientException($"topic '{topic}' has no partitions yet: {found?.Error.Reason ?? "unknown to the broker"}");
            _partitions.Add(group, found.Partitions.Count);
        }

        return _partitions.Where(p => groups.Contains(p.Key)).Select(p => new GroupPartitions(p.Key, p.Value)).ToList();
    }

    public void Dispose() => _admin?.Dispose();
}
