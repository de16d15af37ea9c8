using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Shepherd.Client.Control;
using Shepherd.Client.Embedded;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Tests.Shared.Kafka;

/// <summary>A Kafka for tests: the embedded broker, or the cluster that <see cref="ClusterVariable"/> names. Use it as a class fixture.</summary>
public sealed class KafkaFixture : IDisposable
{
    /// <summary><c>host:port</c> of a real cluster to run the same tests on.</summary>
    public const string ClusterVariable = "SHEPHERD_KAFKA";

    private readonly IAdminClient _admin;

    public KafkaFixture()
    {
        var cluster = Environment.GetEnvironmentVariable(ClusterVariable);
        Embedded = string.IsNullOrWhiteSpace(cluster) ? EmbeddedBroker.Start() : null;
        Options = (Embedded?.Options ?? new KafkaOptions { BootstrapServers = cluster! }) with { Topics = NewTopics() };
        _admin = new AdminClientBuilder(Options.ToSettings("shepherd-tests")).Build();
    }

    /// <summary>The embedded broker; null on a real cluster.</summary>
    public EmbeddedBroker? Embedded { get; }

    /// <summary>How to reach it, with a prefix of this fixture's own.</summary>
    public KafkaOptions Options { get; }

    /// <summary>Options under a new prefix, for a test that must not see the topics of others.</summary>
    public KafkaOptions NewOptions() => Options with { Topics = NewTopics() };

    /// <summary>The embedded broker's fault hooks; skips the test on a real cluster.</summary>
    public EmbeddedBroker RequireFaults()
    {
        Skip.If(Embedded is null, $"needs the embedded broker's fault hooks; {ClusterVariable} is set");
        return Embedded!;
    }

    /// <summary>Creates a topic and waits until the cluster shows all its partitions.</summary>
    public async Task CreateTopicAsync(string name, int partitions)
    {
        if (Embedded is not null)
        {
            Embedded.CreateTopic(name, partitions);
            return;
        }

        await _admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions }]);
        await Eventually.BecomesTrueAsync(() => CountPartitions(name) == partitions, $"topic {name} shows {partitions} partitions");
    }

    /// <summary>Creates the control and results topics of <paramref name="topics"/> and the request and dead-letter topics of the groups.</summary>
    public async Task CreateTopicsAsync(TopicNames topics, IEnumerable<string> groups, int requestPartitions = 4)
    {
        foreach (var topic in TopicSetup.ControlTopics(topics).Concat(groups.SelectMany(g => TopicSetup.GroupTopics(topics, g, requestPartitions))))
            await CreateTopicAsync(topic.Name, topic.NumPartitions);
    }

    public void Dispose()
    {
        _admin.Dispose();
        Embedded?.Dispose();
    }

    private static TopicNames NewTopics() => new($"t{Guid.NewGuid():N}"[..9]);

    private int CountPartitions(string topic)
    {
        var shown = _admin.GetMetadata(topic, Eventually.Patience).Topics.Single();
        return shown.Partitions.Count(p => p.Leader >= 0 && !p.Error.IsError);
    }
}
