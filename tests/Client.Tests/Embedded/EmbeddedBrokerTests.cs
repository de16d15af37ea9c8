using Confluent.Kafka;
using Shepherd.Client.Embedded;

namespace Shepherd.Client.Tests.Embedded;

public sealed class EmbeddedBrokerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Produce_ThenConsume_RecordAndHeadersArrive()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 3);
        var settings = broker.Options.ToSettings("test");
        using var producer = new ProducerBuilder<string, string>(settings).Build();
        var sent = await producer.ProduceAsync(
            new TopicPartition("t", 2),
            new Message<string, string> { Key = "k", Value = "v", Headers = new Headers { { "h", "x"u8.ToArray() } } });

        settings["group.id"] = "g";
        using var consumer = new ConsumerBuilder<string, string>(settings).Build();
        consumer.Assign(new TopicPartitionOffset("t", 2, 0));
        var read = consumer.Consume(Patience);

        Assert.Equal(0, sent.Offset.Value);
        Assert.Equal(("k", "v"), (read.Message.Key, read.Message.Value));
        Assert.Equal("x"u8.ToArray(), read.Message.Headers.GetLastBytes("h"));
    }

    [Fact]
    public void Start_ThreeBrokers_AllInMetadata()
    {
        using var broker = EmbeddedBroker.Start(3);
        broker.CreateTopic("t", 6);
        using var admin = new AdminClientBuilder(broker.Options.ToSettings("test")).Build();

        var metadata = admin.GetMetadata("t", Patience);

        Assert.Equal([1, 2, 3], metadata.Brokers.Select(b => b.BrokerId).Order());
        Assert.Equal(6, metadata.Topics.Single().Partitions.Count);
        Assert.Equal(3, broker.BootstrapServers.Split(',').Length);
    }

    [Fact]
    public void CreateTopic_Twice_SaysThatItExists()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);

        var thrown = Assert.Throws<KafkaException>(() => broker.CreateTopic("t", 1));

        Assert.Equal(ErrorCode.TopicAlreadyExists, thrown.Error.Code);
    }

    [Fact]
    public void CreateTopic_BadName_SaysWhatIsWrong()
    {
        using var broker = EmbeddedBroker.Start();

        Assert.Contains("'a b'", Assert.Throws<ArgumentException>(() => broker.CreateTopic("a b", 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetLeader_OtherBroker_ShowsInMetadata()
    {
        using var broker = EmbeddedBroker.Start(2);
        broker.CreateTopic("t", 1);
        using var admin = new AdminClientBuilder(broker.Options.ToSettings("test")).Build();
        var before = admin.GetMetadata("t", Patience).Topics.Single().Partitions.Single().Leader;

        broker.SetLeader("t", 0, 3 - before);

        Assert.Equal(3 - before, admin.GetMetadata("t", Patience).Topics.Single().Partitions.Single().Leader);
    }

    [Fact]
    public async Task FailRequests_FatalProduceError_ReachesTheProducer()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);
        using var producer = new ProducerBuilder<Null, string>(broker.Options.ToSettings("test")).Build();
        broker.FailRequests(KafkaApi.Produce, ErrorCode.TopicAuthorizationFailed);

        var thrown = await Assert.ThrowsAsync<ProduceException<Null, string>>(() => producer.ProduceAsync("t", new Message<Null, string> { Value = "v" }));

        Assert.Equal(ErrorCode.TopicAuthorizationFailed, thrown.Error.Code);
    }

    [Fact]
    public void SetTopicError_UnknownTopic_ShowsInMetadata()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);
        broker.SetTopicError("t", ErrorCode.TopicAuthorizationFailed);
        using var admin = new AdminClientBuilder(broker.Options.ToSettings("test")).Build();

        Assert.Equal(ErrorCode.TopicAuthorizationFailed, admin.GetMetadata("t", Patience).Topics.Single().Error.Code);
    }

    [Fact]
    public async Task SetDown_ThenUp_PendingRecordIsDelivered()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);
        using var producer = new ProducerBuilder<Null, string>(broker.Options.ToSettings("test")).Build();
        await producer.ProduceAsync("t", new Message<Null, string> { Value = "before" });
        broker.SetDown();
        var pending = producer.ProduceAsync("t", new Message<Null, string> { Value = "during" });
        Assert.False(pending.IsCompleted);

        broker.SetUp();

        Assert.Equal(1, (await pending.WaitAsync(Patience)).Offset.Value);
    }

    [Fact]
    public void Dispose_Twice_SecondDoesNothing()
    {
        var broker = EmbeddedBroker.Start();
        broker.Dispose();
        broker.Dispose();

        Assert.Throws<ObjectDisposedException>(() => broker.CreateTopic("t", 1));
    }
}
