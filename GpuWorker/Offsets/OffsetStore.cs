using System.Collections.Concurrent;
using Confluent.Kafka;
using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker.Offsets;

/// <summary>Reads and commits offsets in the name of each model group, so that Kafka's tools show lag per group. The clients it holds fetch nothing.</summary>
internal sealed class OffsetStore(KafkaOptions kafka, string worker) : IDisposable
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Lazy<IConsumer<Ignore, Ignore>>> _consumers = new(StringComparer.Ordinal);

    /// <summary>The committed offset of each partition; <see cref="Offset.Unset"/> where there is none.</summary>
    /// <exception cref="KafkaException">The broker does not say.</exception>
    public List<TopicPartitionOffset> Read(string group, IEnumerable<TopicPartition> partitions) =>
        ConsumerOf(group).Committed(partitions, ReadTimeout);

    /// <summary>Commits and returns when the broker has it.</summary>
    /// <exception cref="KafkaException">The broker refused or did not answer.</exception>
    public void Commit(string group, IReadOnlyList<TopicPartitionOffset> offsets) => ConsumerOf(group).Commit(offsets);

    public void Dispose()
    {
        foreach (var consumer in _consumers.Values)
            consumer.Value.Dispose();
    }

    private IConsumer<Ignore, Ignore> ConsumerOf(string group) => _consumers.GetOrAdd(group, g => new Lazy<IConsumer<Ignore, Ignore>>(() => Create(g))).Value;

    private IConsumer<Ignore, Ignore> Create(string group) =>
        new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(kafka.ToSettings(worker))
        {
            GroupId = kafka.Topics.ConsumerGroup(group),
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
}
