using System.Collections.Concurrent;
using Confluent.Kafka;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Kafka.Tests.Invariants;

/// <summary>
/// Looks at the committed offsets of model groups all the time, and notes each that goes back. A commit that lay in a client when its process was stopped goes out when it goes on, which nothing in Kafka prevents without a
/// group's members: the owner's next commit mends it, so that one that is back is told apart from one that stays back.
/// </summary>
internal sealed class OffsetWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _dips = new();
    private readonly ConcurrentDictionary<TopicPartition, (long Highest, long Now)> _offsets = new();
    private readonly Task _loop;
    private long _looks;

    /// <summary>Starts watching.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="groups">Model groups; their request topics are there.</param>
    public OffsetWatch(KafkaOptions kafka, params string[] groups) =>
        _loop = Task.WhenAll(groups.Select(g => Task.Factory.StartNew(() => Watch(kafka, g), TaskCreationOptions.LongRunning)));

    /// <summary>Where an offset went back, in words, whether it was mended or not.</summary>
    public IReadOnlyCollection<string> Dips => _dips;

    /// <summary>Partitions whose offset is below where it was once.</summary>
    public IReadOnlyList<string> Behind => [.. _offsets.Where(o => o.Value.Now < o.Value.Highest).Select(o => $"{o.Key}: {o.Value.Highest} was committed, and now it is {o.Value.Now}")];

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
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(kafka.ToSettings("watch")) { GroupId = kafka.Topics.ConsumerGroup(group) }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = kafka.Topics.Requests(group);
        var partitions = admin.GetMetadata(topic, Timeout).Topics.Single().Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).ToList();
        while (!_stop.IsCancellationRequested)
        {
            foreach (var place in Look(consumer, partitions))
            {
                var offset = place.Offset.IsSpecial ? -1 : place.Offset.Value;
                var (highest, before) = _offsets.GetValueOrDefault(place.TopicPartition, (-1, -1));
                if (offset < before)
                    _dips.Enqueue($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {place.TopicPartition}: the committed offset went from {before} back to {offset}");
                _offsets[place.TopicPartition] = (Math.Max(highest, offset), offset);
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
