using Confluent.Kafka;
using Shepherd.Core.Herd;
using Shepherd.Planner.Demand;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Planner.Tests.Demand;

public sealed class KafkaOffsetsTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task ReadAsync_RecordsAndCommits_GivesArrivalsAndLag()
    {
        var options = kafka.NewOptions();
        var topic = options.Topics.Requests("a");
        await kafka.CreateTopicAsync(topic, 4);
        using var producer = new ProducerBuilder<Null, byte[]>(options.ToSettings("test")).Build();
        for (var i = 0; i < 10; i++)
            await producer.ProduceAsync(new TopicPartition(topic, i % 4), new Message<Null, byte[]> { Value = [1] });
        using var consumer = new ConsumerBuilder<Null, byte[]>(new ConsumerConfig(options.ToSettings("test")) { GroupId = options.Topics.ConsumerGroup("a") }).Build();
        consumer.Commit([new TopicPartitionOffset(topic, 0, 3), new TopicPartitionOffset(topic, 1, 1)]);
        using var offsets = new KafkaOffsets(new PlannerOptions { Kafka = options }, TimeProvider.System);

        var read = Assert.Single(await offsets.ReadAsync([new GroupPartitions("a", 4)], default));

        Assert.Equal((10L, 6L, ""), (read.EndTotal, read.LagRecords, read.Fault));
    }

    [Fact]
    public async Task ReadAsync_OneTopicLacksPartitions_TheOtherIsReadAllTheSame()
    {
        var options = kafka.NewOptions();
        await kafka.CreateTopicAsync(options.Topics.Requests("a"), 2);
        await kafka.CreateTopicAsync(options.Topics.Requests("b"), 2);
        using var offsets = new KafkaOffsets(new PlannerOptions { Kafka = options }, TimeProvider.System);

        var read = await offsets.ReadAsync([new GroupPartitions("a", 3), new GroupPartitions("b", 2)], default);

        Assert.Null(read[0].EndTotal);
        Assert.StartsWith("end offsets of group a are not known: ", read[0].Fault, StringComparison.Ordinal);
        Assert.Equal((0L, 0L, ""), (read[1].EndTotal, read[1].LagRecords, read[1].Fault));
    }
}
