using Confluent.Kafka;
using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker.Benchmarks;

/// <summary>What the worker is compared with: the client library and nothing else. It sends every record back as it came, key and headers included, and commits what the broker has acknowledged.</summary>
public static class RawEcho
{
    /// <summary>Longest stay in the client: bounds how late the end is seen.</summary>
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until the token ends it.</summary>
    /// <param name="kafka">Where Kafka is.</param>
    /// <param name="requests">Topic to take from.</param>
    /// <param name="partitions">Partitions of that topic.</param>
    /// <param name="results">Topic to answer to.</param>
    /// <param name="commitInterval">How often offsets are committed.</param>
    /// <param name="ready">Called once records are taken.</param>
    /// <param name="stop">Ends it.</param>
    public static void Run(KafkaOptions kafka, string requests, int partitions, string results, TimeSpan commitInterval, Action ready, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig(kafka.ToSettings("raw")) { Acks = Acks.All, EnableIdempotence = true, LingerMs = 0 }).SetLogHandler((_, _) => { }).Build();
        using var consumer = new ConsumerBuilder<byte[]?, byte[]>(new ConsumerConfig(kafka.ToSettings("raw"))
        {
            GroupId = kafka.Topics.ConsumerGroup("raw"),
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(requests, p, Offset.Beginning)));
        var acknowledged = new long[partitions];
        using var timer = new Timer(_ => Commit(consumer, requests, acknowledged), null, commitInterval, commitInterval);
        ready();
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(PollTime) is not { } taken)
                continue;
            // A partition's results are acknowledged about in order here; the worker's watermark is exact.
            producer.Produce(
                results,
                new Message<byte[]?, byte[]> { Key = taken.Message.Key, Value = taken.Message.Value, Headers = taken.Message.Headers },
                _ => Volatile.Write(ref acknowledged[taken.Partition.Value], taken.Offset.Value + 1));
        }

        producer.Flush(PollTime);
    }

    private static void Commit(IConsumer<byte[]?, byte[]> consumer, string topic, long[] acknowledged)
    {
        var offsets = new List<TopicPartitionOffset>();
        for (var partition = 0; partition < acknowledged.Length; partition++)
        {
            if (Volatile.Read(ref acknowledged[partition]) is > 0 and var offset)
                offsets.Add(new TopicPartitionOffset(topic, partition, offset));
        }

        if (offsets.Count > 0)
            consumer.Commit(offsets);
    }
}
