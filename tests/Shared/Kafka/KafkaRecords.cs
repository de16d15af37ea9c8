using System.Text;
using Confluent.Kafka;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Tests.Shared.Kafka;

/// <summary>Writes and reads plain records, as a stranger's client would.</summary>
public static class KafkaRecords
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Writes one record and waits for its acknowledgement.</summary>
    /// <param name="options">Cluster.</param>
    /// <param name="topic">Topic name.</param>
    /// <param name="value">The value; null: a tombstone.</param>
    /// <param name="key">The key; null: none.</param>
    /// <param name="headers">Names and UTF-8 values.</param>
    /// <param name="partition">Null: by key.</param>
    public static async Task<TopicPartitionOffset> ProduceAsync(
        KafkaOptions options,
        string topic,
        byte[]? value,
        string? key = null,
        IEnumerable<(string Name, string Value)>? headers = null,
        int? partition = null)
    {
        using var producer = new ProducerBuilder<string?, byte[]?>(options.ToSettings("shepherd-tests"))
            .SetKeySerializer(NullableText.Instance)
            .Build();
        var carried = new Headers();
        foreach (var (name, text) in headers ?? [])
            carried.Add(name, Encoding.UTF8.GetBytes(text));
        var message = new Message<string?, byte[]?> { Key = key, Value = value!, Headers = carried };
        var target = new TopicPartition(topic, partition is { } number ? new Partition(number) : Partition.Any);
        return (await producer.ProduceAsync(target, message)).TopicPartitionOffset;
    }

    /// <summary>Reads a topic from its beginning, all partitions, until the records read satisfy <paramref name="enough"/>.</summary>
    /// <exception cref="TimeoutException">They did not within <see cref="Eventually.Patience"/>; the message says what was read.</exception>
    public static Task<IReadOnlyList<ConsumeResult<string?, byte[]?>>> ReadUntilAsync(
        KafkaOptions options,
        string topic,
        Func<IReadOnlyList<ConsumeResult<string?, byte[]?>>, bool> enough,
        TimeSpan? timeout = null) => Task.Run(() => ReadUntil(options, topic, enough, timeout ?? Eventually.Patience));

    /// <summary>One past the last offset of each partition.</summary>
    public static IReadOnlyList<long> CountPerPartition(KafkaOptions options, string topic)
    {
        var settings = options.ToSettings("shepherd-tests");
        settings["group.id"] = $"{options.Topics.Prefix}.tests";
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(settings).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return [.. admin.GetMetadata(topic, Eventually.Patience).Topics.Single().Partitions.OrderBy(p => p.PartitionId)
            .Select(p => consumer.QueryWatermarkOffsets(new TopicPartition(topic, p.PartitionId), Eventually.Patience).High.Value)];
    }

    /// <summary>The UTF-8 text of a header; null when it is missing.</summary>
    public static string? Header(this ConsumeResult<string?, byte[]?> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static IReadOnlyList<ConsumeResult<string?, byte[]?>> ReadUntil(
        KafkaOptions options,
        string topic,
        Func<IReadOnlyList<ConsumeResult<string?, byte[]?>>, bool> enough,
        TimeSpan timeout)
    {
        var settings = options.ToSettings("shepherd-tests");
        settings["group.id"] = $"{options.Topics.Prefix}.tests";
        settings["enable.auto.commit"] = "false";
        using var admin = new AdminClientBuilder(options.ToSettings("shepherd-tests")).Build();
        var partitions = admin.GetMetadata(topic, timeout).Topics.Single().Partitions;
        using var consumer = new ConsumerBuilder<string?, byte[]?>(settings).SetKeyDeserializer(NullableText.Instance).Build();
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        var read = new List<ConsumeResult<string?, byte[]?>>();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!enough(read))
        {
            if (watch.Elapsed > timeout)
                throw new TimeoutException($"read {read.Count} records of {topic} in {timeout.TotalSeconds:0.#} s and still want more");
            if (consumer.Consume(Poll) is { Message: not null } record)
                read.Add(record);
        }

        return read;
    }
}
