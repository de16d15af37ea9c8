using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Ingest.Inference;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Inference;

public sealed class ClientConnectionTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Execute_ClusterCanNoLongerBeFollowed_EndsWithAnErrorThatNamesTheTopic()
    {
        var options = new IngestOptions { Kafka = kafka.NewOptions() };
        var topics = options.Kafka.Topics;
        await kafka.CreateTopicsAsync(topics, []);
        var clock = new BreakableClock();
        using var cluster = new ClusterReader(options.Kafka, clock: clock);
        using var connection = new ClientConnection(options, cluster, NullLoggerFactory.Instance, TimeProvider.System);
        await connection.StartAsync(CancellationToken.None);
        await cluster.CaughtUp.WaitAsync(Eventually.Patience);
        await Eventually.BecomesTrueAsync(() => connection.Client is not null, "the front is connected");

        clock.Break();
        var beat = new WorkerHeartbeat("w", 1, DateTimeOffset.UnixEpoch, WorkerState.Ready, new Epoch(1, 1), ["cpu:0"], [], [], 0, 0);
        await KafkaRecords.ProduceAsync(options.Kafka, topics.Workers, ControlCodec.Encode(beat), "w");

        var thrown = await Assert.ThrowsAsync<InferenceClientException>(() => connection.ExecuteTask!.WaitAsync(Eventually.Patience));
        Assert.Contains(topics.Workers, thrown.Message, StringComparison.Ordinal);
        await connection.StopAsync(CancellationToken.None);
    }
}
