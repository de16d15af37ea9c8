using Confluent.Kafka;
using Shepherd.Client;
using Shepherd.Client.Control;

namespace Shepherd.Planner.Cluster;

/// <summary>Asks Kafka for the topics of model groups.</summary>
internal sealed partial class KafkaTopics(PlannerOptions options, ILogger<KafkaTopics> logger) : ITopicCounter, IDisposable
{
    /// <summary>Groups that are asked about at the same time: each takes a client while its topics are looked for. Beyond that they wait for each other.</summary>
    private const int AtOnceMax = 8;

    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(AtOnceMax);
    private readonly Lazy<IAdminClient> _admin = new(() => new AdminClientBuilder(options.Kafka.ToSettings(options.Name)).SetLogHandler((_, _) => { }).Build());
    private int _calls;

    public async Task<int?> CountAsync(string group)
    {
        Interlocked.Increment(ref _calls);
        // Not awaited: what follows blocks, and a thread of the pool is not to be given to that.
        _slots.Wait();
        try
        {
            return await CountAsync(group, options.Kafka.Topics.Requests(group));
        }
        finally
        {
            _slots.Release();
            Interlocked.Decrement(ref _calls);
        }
    }

    public void Dispose()
    {
        // A call that the broker does not answer cannot be ended, and its client must not go away under it: it goes with the process.
        if (Volatile.Read(ref _calls) > 0)
            return;
        _slots.Dispose();
        if (_admin.IsValueCreated)
            _admin.Value.Dispose();
    }

    private async Task<int?> CountAsync(string group, string topic)
    {
        try
        {
            await TopicSetup.EnsureAsync(options.Kafka, TopicSetup.GroupTopics(options.Kafka.Topics, group, options.RequestPartitions));
            var found = _admin.Value.GetMetadata(topic, MetadataTimeout).Topics.Find(t => t.Topic == topic);
            if (found is { Error.IsError: false, Partitions.Count: > 0 })
                return found.Partitions.Count;
            LogUnknown(topic, found?.Error.Reason ?? "unknown to the broker");
        }
        catch (Exception e) when (e is KafkaException or InferenceClientException)
        {
            LogUnknown(topic, e.Message);
        }

        return null;
    }

    [LoggerMessage(1, LogLevel.Warning, "Partitions of topic {Topic} are not known: {Reason}")]
    private partial void LogUnknown(string topic, string reason);
}
