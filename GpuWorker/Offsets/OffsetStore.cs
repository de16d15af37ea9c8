using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Shepherd.GpuWorker.Offsets;

/// <summary>Reads and commits offsets in the name of each model group, so that Kafka's tools show lag per group. The clients it holds fetch nothing.</summary>
internal sealed class OffsetStore(WorkerOptions options) : IDisposable
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Lazy<IConsumer<Ignore, Ignore>>> _consumers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _prepared = new(StringComparer.Ordinal);
    private int _calls;

    /// <summary>The committed offset of each partition; <see cref="Offset.Unset"/> where there is none.</summary>
    /// <exception cref="KafkaException">The broker does not say.</exception>
    public List<TopicPartitionOffset> Read(string group, IEnumerable<TopicPartition> partitions) => Call(() => ConsumerOf(group).Committed(partitions, ReadTimeout));

    /// <summary>Connects for a group in the background, once: finding its coordinator takes longer than a hand-over should.</summary>
    public void Prepare(string group, TopicPartition partition)
    {
        if (_prepared.TryAdd(group, true))
            _ = Task.Run(() => TryRead(group, partition));
    }

    private void TryRead(string group, TopicPartition partition)
    {
        try
        {
            Read(group, [partition]);
        }
        catch (KafkaException)
        {
            // The read that counts says what is wrong.
            _prepared.TryRemove(group, out _);
        }
    }

    /// <summary>Commits and returns when the broker has it.</summary>
    /// <exception cref="KafkaException">The broker refused or did not answer.</exception>
    public void Commit(string group, IReadOnlyList<TopicPartitionOffset> offsets) => Call(() =>
    {
        ConsumerOf(group).Commit(offsets);
        return true;
    });

    public void Dispose()
    {
        // A call that the broker does not answer cannot be ended, and its client must not go away under it: it goes with the process.
        if (Volatile.Read(ref _calls) > 0)
            return;
        foreach (var consumer in _consumers.Values)
            consumer.Value.Dispose();
    }

    private T Call<T>(Func<T> call)
    {
        Interlocked.Increment(ref _calls);
        try
        {
            return call();
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    private IConsumer<Ignore, Ignore> ConsumerOf(string group) => _consumers.GetOrAdd(group, g => new Lazy<IConsumer<Ignore, Ignore>>(() => Create(g))).Value;

    private IConsumer<Ignore, Ignore> Create(string group) =>
        new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(options.Kafka.ToSettings(options.Name))
        {
            GroupId = options.Kafka.Topics.ConsumerGroup(group),
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            // A commit is begun only while the lease has the send timeout left, and while its group's coordinator is away the client keeps it for as long as a session. Requests have no such limit: a busy broker's
            // answers would come after it, and every client connect anew.
            SessionTimeoutMs = (int)(options.SendTimeout / 2).TotalMilliseconds,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
}
