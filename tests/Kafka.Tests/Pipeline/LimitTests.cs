using Shepherd.Client;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>A backlog of one kind of request beside requests that others wait for.</summary>
[Collection(PipelineCollection.Name)]
public sealed class LimitTests(PipelineFixture pipeline)
{
    private const string Slow = "slow";
    private const string Quick = "quick";
    private const int Backlog = 120;

    private static readonly Tensor Input = new("x", TensorDatatype.Fp32, [1, 1], new byte[4]);

    [Fact]
    public async Task GroupLimit_BacklogOfOneGroup_PausesItAloneAndAllAreAnswered()
    {
        const int limit = 8;
        using var repository = NewRepository();
        await using var hosts = await PipelineHosts.StartAsync(
            pipeline.Kafka,
            pipeline.Kafka.NewOptions(),
            repository.Root,
            worker => worker with { GroupLimits = new Dictionary<string, InFlightLimit> { [Slow] = new(limit, null) }, HeartbeatInterval = TimeSpan.FromMilliseconds(5) });
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);
        var slow = Enumerable.Range(0, Backlog).Select(_ => InferAsync(client, Slow, priority: 1)).ToList();
        await Task.WhenAny(slow);

        var quick = await InferAsync(client, Quick, priority: 0);

        Assert.Equal(Outcome.Ok, quick.Outcome);
        Assert.Contains(slow, s => !s.IsCompleted);
        Assert.All(await Task.WhenAll(slow), r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
        var beats = await KafkaRecords.ReadUntilAsync(hosts.Options, hosts.Options.Topics.Workers, read => read.Any(r => InFlight(r.Message.Value) >= limit));
        // The one of the other group comes on top.
        Assert.All(beats, b => Assert.InRange(InFlight(b.Message.Value), 0, limit + 1));
    }

    [Fact]
    public async Task Priority_UrgentOnesBehindABacklog_AreAnsweredBeforeIt()
    {
        using var repository = NewRepository();
        await using var hosts = await PipelineHosts.StartAsync(pipeline.Kafka, pipeline.Kafka.NewOptions(), repository.Root);
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);
        var background = Enumerable.Range(0, Backlog).Select(_ => InferAsync(client, Slow, priority: 3)).ToList();
        await Task.WhenAny(background);

        var urgent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => InferAsync(client, Slow, priority: 0)));

        Assert.Contains(background, b => !b.IsCompleted);
        Assert.All([.. urgent, .. await Task.WhenAll(background)], r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
        var records = await KafkaRecords.ReadUntilAsync(hosts.Options, hosts.Options.Topics.Results, read => read.Count >= Backlog + 8);
        Assert.Equal(Backlog + 8, records.Select(r => r.Message.Key).Distinct().Count());
        Assert.Equal(Backlog + 8, records.Count);
    }

    private static ScratchRepository NewRepository()
    {
        var repository = new ScratchRepository();
        // Long enough that the backlog lasts, whatever else the machine does.
        repository.Play(Slow, 1, config => config.Replace("{1: 1, 4: 2}", "{1: 100, 4: 100}", StringComparison.Ordinal));
        repository.Play(Quick, 1);
        return repository;
    }

    private static Task<InferenceResult> InferAsync(InferenceClient client, string model, int priority) =>
        client.InferAsync(model, [Input], new InferOptions { Timeout = TimeSpan.FromMinutes(2), Priority = priority });

    private static int InFlight(byte[]? heartbeat) => ControlCodec.Decode<WorkerHeartbeat>(heartbeat).InFlightRecords;
}
