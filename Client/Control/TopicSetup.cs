using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Control;

/// <summary>Creates Shepherd's topics where they are missing.</summary>
public static class TopicSetup
{
    /// <summary>A cluster needs well under a second; one that needs longer finds the topic there at the next try.</summary>
    private static readonly TimeSpan CreateTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Topics that every deployment has, with their partitions and settings.</summary>
    public static IEnumerable<TopicSpecification> ControlTopics(TopicNames topics)
    {
        var compacted = new Dictionary<string, string> { ["cleanup.policy"] = "compact" };
        // Whoever follows the workers reads their topic from its beginning: an hour of it is soon read, Kafka's week is not.
        var heartbeats = new Dictionary<string, string> { ["retention.ms"] = "3600000", ["segment.ms"] = "600000" };
        yield return new TopicSpecification { Name = topics.Catalog, NumPartitions = 1, Configs = compacted };
        yield return new TopicSpecification { Name = topics.Plan, NumPartitions = 1, Configs = compacted };
        yield return new TopicSpecification { Name = topics.Workers, NumPartitions = 1, Configs = heartbeats };
        yield return new TopicSpecification { Name = topics.Decisions, NumPartitions = 1 };
        yield return new TopicSpecification { Name = topics.Results, NumPartitions = TopicNames.ResultPartitions };
    }

    /// <summary>The topics of one model group: requests, and dead letters with as many partitions so that a record keeps its own.</summary>
    public static IEnumerable<TopicSpecification> GroupTopics(TopicNames topics, string group, int partitions)
    {
        yield return new TopicSpecification { Name = topics.Requests(group), NumPartitions = partitions };
        yield return new TopicSpecification { Name = TopicNames.DeadLetter(topics.Requests(group)), NumPartitions = partitions };
    }

    /// <summary>Creates what is missing; topics that exist stay as they are.</summary>
    /// <exception cref="InferenceClientException">A topic cannot be created; the message names it and the remedy.</exception>
    public static async Task EnsureAsync(KafkaOptions kafka, IEnumerable<TopicSpecification> wanted)
    {
        using var admin = new AdminClientBuilder(kafka.ToSettings("shepherd-topics")).SetLogHandler((_, _) => { }).Build();
        var existing = admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(t => t.Topic).ToHashSet(StringComparer.Ordinal);
        var missing = wanted.Where(t => !existing.Contains(t.Name)).ToList();
        if (missing.Count == 0)
            return;
        foreach (var topic in missing)
            topic.ReplicationFactor = -1;
        try
        {
            await admin.CreateTopicsAsync(missing, new CreateTopicsOptions { RequestTimeout = CreateTimeout }).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            var failed = (e as CreateTopicsException)?.Results.Where(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists).ToList();
            if (failed is { Count: 0 } || (IsUnable(failed is null ? e.Error : failed[0].Error) && await AreThereOnceAskedAsync(admin, missing).ConfigureAwait(false)))
                return;
            if (failed is not null)
                throw new InferenceClientException($"topic '{failed[0].Topic}' cannot be created: {failed[0].Error.Reason}. Create it yourself, or allow CREATE on the prefix '{kafka.Topics.Prefix}'", e);
            throw new InferenceClientException($"topics {string.Join(", ", missing.Select(t => t.Name))} are missing and this broker does not let clients create them: {e.Error.Reason}", e);
        }
    }

    /// <summary>A broker that knows no such request leaves it without an answer.</summary>
    private static bool IsUnable(Error error) => error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_UnsupportedFeature;

    /// <summary>A broker may create a topic for whoever asks about it, with as many partitions as it likes: the embedded one does. The client blocks while it asks: not a thread of the pool, which may have only two.</summary>
    private static Task<bool> AreThereOnceAskedAsync(IAdminClient admin, List<TopicSpecification> topics) => Task.Factory.StartNew(
        () => topics.TrueForAll(t => admin.GetMetadata(t.Name, TimeSpan.FromSeconds(10)).Topics is [{ Error.IsError: false, Partitions.Count: > 0 }]),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
