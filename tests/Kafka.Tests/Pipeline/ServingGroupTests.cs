using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.GpuWorker;
using Shepherd.GpuWorker.Peers;
using Shepherd.Planner;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Workers in this process as one serving group: one owns the partitions, and all run batches.</summary>
public sealed class ServingGroupTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Requests = 120;

    [Fact]
    public async Task Workers_OfOneGroup_AllRunWhatOneOwnsAndEachIsAnsweredOnce()
    {
        using var repository = new ReplayRepository(batchMs: 20, maxBatch: 2);
        var options = kafka.NewOptions();
        await kafka.CreateTopicsAsync(options.Topics, [ReplayRepository.Model]);
        using var stop = new CancellationTokenSource();
        var hosts = Start(options, repository, stop.Token, "a", "b", "c");
        await using var client = await InferenceClient.ConnectAsync(options);
        var group = await GroupAsync(options, peers: 2);

        var results = new List<InferenceResult>();
        while (results.Select(RanOn).Distinct().Count() < 3)
            results.AddRange(await InferAsync(client));

        Assert.All(results, r => Assert.Equal((Outcome.Ok, group.Lead), (r.Outcome, r.Worker)));
        Assert.Equal(["a", "b", "c"], results.Select(RanOn).Distinct().Order(StringComparer.Ordinal));
        var records = await KafkaRecords.ReadUntilAsync(options, options.Topics.Results, read => read.Count >= results.Count);
        Assert.Equal(results.Select(r => r.Id).Order(StringComparer.Ordinal), records.Select(r => r.Message.Key!).Order(StringComparer.Ordinal));
        await stop.CancelAsync();
        await Task.WhenAll(hosts);
    }

    [Fact]
    public async Task Peer_ThatStops_FinishesWhatItRunsAndTheLeadGoesOn()
    {
        using var repository = new ReplayRepository(batchMs: 20, maxBatch: 2);
        var options = kafka.NewOptions();
        await kafka.CreateTopicsAsync(options.Topics, [ReplayRepository.Model]);
        using var stop = new CancellationTokenSource();
        using var stopPeer = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var hosts = Start(options, repository, stop.Token, "a");
        using (var reader = new ClusterReader(options))
            await reader.WaitUntilReadyAsync(Eventually.Patience);
        var peer = WorkerHost.RunAsync(Options(options, repository, "b"), stopPeer.Token);
        await using var client = await InferenceClient.ConnectAsync(options);
        Assert.Equal("a", (await GroupAsync(options, peers: 1)).Lead);
        while (!(await InferAsync(client)).Any(r => RanOn(r) == "b"))
        {
            // The lead has not found its peer yet.
        }

        var under = InferAsync(client);
        await stopPeer.CancelAsync();
        await peer;

        // None was lost: what ran on the peer was finished there, and what was suspended nowhere ran once.
        Assert.All(await under, r => Assert.Equal((Outcome.Ok, "a", 1), (r.Outcome, r.Worker, r.Attempts)));
        Assert.All(await InferAsync(client), r => Assert.Equal((Outcome.Ok, "a"), (r.Outcome, RanOn(r))));
        await stop.CancelAsync();
        await Task.WhenAll(hosts);
    }

    private static List<Task> Start(KafkaOptions kafka, ReplayRepository repository, CancellationToken stop, params string[] workers) =>
    [
        PlannerHost.RunAsync(new PlannerOptions { Kafka = kafka, Name = "planner", ServingGroupDevices = 3 }, stop),
        .. workers.Select(worker => WorkerHost.RunAsync(Options(kafka, repository, worker), stop)),
    ];

    private static WorkerOptions Options(KafkaOptions kafka, ReplayRepository repository, string worker) =>
        new() { Kafka = kafka, Name = worker, Models = repository.Root, Threads = 1, Peers = new PeersOptions { Listen = "127.0.0.1:0" } };

    private static async Task<ServingGroup> GroupAsync(KafkaOptions options, int peers)
    {
        using var reader = new ClusterReader(options);
        ServingGroup? group = null;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var status = await reader.GetStatusAsync();
                group = status.Plan?.ServingGroups.FirstOrDefault();
                return status.Ready && group?.Peers.Count == peers;
            },
            $"a lead has {peers} peers");
        return group!;
    }

    private static Task<InferenceResult[]> InferAsync(InferenceClient client) =>
        Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => client.InferAsync(ReplayRepository.Model, [new Tensor("x", TensorDatatype.UInt8, [1, 4], new byte[4])])));

    private static string RanOn(InferenceResult result) => result.Parameters.GetValueOrDefault(HeaderNames.RanOn) as string ?? result.Worker;
}
