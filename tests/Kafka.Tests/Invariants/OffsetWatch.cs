using System.Collections.Concurrent;
using Confluent.Kafka;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Kafka.Tests.Invariants;

/// <summary>Looks at the committed offsets of model groups all the time, and notes each that goes back.</summary>
internal sealed class OffsetWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Task _loop;
    private long _looks;

    /// <summary>Starts watching.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="groups">Model groups; their request topics are there.</param>
    public OffsetWatch(KafkaOptions kafka, params string[] groups) =>
        _loop = Task.WhenAll(groups.Select(g => Task.Factory.StartNew(() => Watch(kafka, g), TaskCreationOptions.LongRunning)));

    /// <summary>Where an offset went back, in words.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>How often it has looked: a watch that saw nothing says nothing.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private void Watch(KafkaOptions kafka, string group)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(kafka.ToSettings("watch")) { GroupId = kafka.Topics.ConsumerGroup(group) }).SetErrorHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = kafka.Topics.Requests(group);
        var partitions = admin.GetMetadata(topic, Timeout).Topics.Single().Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).ToList();
        var highest = partitions.ToDictionary(p => p, _ => -1L);
        while (!_stop.IsCancellationRequested)
        {
            foreach (var place in Look(consumer, partitions))
            {
                var offset = place.Offset.IsSpecial ? -1 : place.Offset.Value;
                if (offset < highest[place.TopicPartition])
                    _faults.Enqueue($"{place.TopicPartition}: the committed offset went from {highest[place.TopicPartition]} back to {offset}");
                highest[place.TopicPartition] = offset;
            }

            _stop.Token.WaitHandle.WaitOne(Pause);
        }
    }

    private List<TopicPartitionOffset> Look(IConsumer<Ignore, Ignore> consumer, List<TopicPartition> partitions)
    {
        try
        {
            var committed = consumer.Committed(partitions, Timeout);
            Interlocked.Increment(ref _looks);
            return committed;
        }
        catch (KafkaException)
        {
            // A broker that is made to fail says nothing about offsets.
            return [];
        }
    }
}
