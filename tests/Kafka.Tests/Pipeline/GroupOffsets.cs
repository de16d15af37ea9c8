using Confluent.Kafka;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>What Kafka's own tools would see of a model group.</summary>
internal static class GroupOffsets
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Records of the group's request topic that are not committed.</summary>
    public static long Lag(KafkaOptions options, string group)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(options.ToSettings("lag")) { GroupId = options.Topics.ConsumerGroup(group) }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = options.Topics.Requests(group);
        var partitions = admin.GetMetadata(topic, Timeout).Topics.Single().Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).ToList();
        var committed = consumer.Committed(partitions, Timeout).ToDictionary(o => o.TopicPartition, o => o.Offset.IsSpecial ? 0 : o.Offset.Value);
        return partitions.Sum(p => consumer.QueryWatermarkOffsets(p, Timeout).High.Value - committed[p]);
    }
}
