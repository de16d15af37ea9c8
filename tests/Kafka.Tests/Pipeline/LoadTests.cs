using Confluent.Kafka;
using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>More requests than the worker takes at once, and a broker that fails under them.</summary>
[Collection(PipelineCollection.Name)]
public sealed class LoadTests(PipelineFixture pipeline)
{
    private const int Requests = 200;

    [SkippableFact]
    public async Task InFlightLimit_ManyRequests_IsKeptAndAllAreAnswered()
    {
        const int limit = 8;
        var models = PipelineFixture.Models;
        var options = pipeline.Kafka.NewOptions();
        await using var hosts = await PipelineHosts.StartAsync(
            pipeline.Kafka, options, models, worker => worker with { InFlightRecordsMax = limit, HeartbeatInterval = TimeSpan.FromMilliseconds(5) });
        await AssertAllAnsweredAsync(options);
        var beats = await KafkaRecords.ReadUntilAsync(options, options.Topics.Workers, read => read.Any(r => InFlight(r.Message.Value) >= limit));
        Assert.All(beats, b => Assert.True(InFlight(b.Message.Value) <= limit));
    }

    [SkippableFact]
    public async Task BrokerGoesDownAndComesUp_RequestsUnderWay_AllAreAnswered()
    {
        var models = PipelineFixture.Models;
        var broker = pipeline.Kafka.RequireFaults();
        var options = pipeline.Kafka.NewOptions();
        await using var hosts = await PipelineHosts.StartAsync(pipeline.Kafka, options, models);
        using var witness = new Witness(options);
        var bounced = Task.CompletedTask;
        await AssertAllAnsweredAsync(options, onOutcome: 40, () => bounced = BounceAsync());
        await bounced;
        Assert.True(witness.SawBrokerGo);

        async Task BounceAsync()
        {
            broker.SetDown();
            try
            {
                await Eventually.BecomesTrueAsync(() => witness.SawBrokerGo, "a client notices that no broker answers");
            }
            finally
            {
                broker.SetUp();
            }
        }
    }

    private static int InFlight(byte[]? heartbeat) => ControlCodec.Decode<WorkerHeartbeat>(heartbeat).InFlightRecords;

    private static async Task AssertAllAnsweredAsync(Schemas.Kafka.KafkaOptions options, int onOutcome = int.MaxValue, Action? then = null)
    {
        await using var client = new Processes.WatchedClient(await InferenceClient.ConnectAsync(options), onOutcome, then ?? (() => { }));
        var infer = new InferOptions { Timeout = TimeSpan.FromMinutes(2) };
        var results = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => client.InferAsync(PipelineFixture.Angle, [PipelineFixture.AngleInput((byte)i)], infer)));
        Assert.All(results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
    }

    /// <summary>A client like the worker's: connected, and told by the same means when no broker answers.</summary>
    private sealed class Witness : IDisposable
    {
        private readonly IAdminClient _client;
        private volatile bool _sawBrokerGo;

        public Witness(Schemas.Kafka.KafkaOptions options)
        {
            _client = new AdminClientBuilder(options.ToSettings("witness"))
                .SetErrorHandler((_, error) => _sawBrokerGo |= error.Code == ErrorCode.Local_AllBrokersDown)
                .Build();
            _ = _client.GetMetadata(options.Topics.Results, Eventually.Patience);
        }

        public bool SawBrokerGo => _sawBrokerGo;

        public void Dispose() => _client.Dispose();
    }
}
