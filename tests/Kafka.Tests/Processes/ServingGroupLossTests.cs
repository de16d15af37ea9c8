using Shepherd.Cli.Dev;
using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Kafka.Tests.Processes;

/// <summary>Workers of a serving group that are killed while requests are under way: every request still gets its one outcome.</summary>
[Collection(PipelineCollection.Name)]
public sealed class ServingGroupLossTests
{
    private const int Requests = 600;

    [Fact]
    public async Task Kill_Peer_ItsBatchesRunAgain()
    {
        using var repository = new ReplayRepository(batchMs: 100, maxBatch: 4);
        await using var dev = await StartAsync(repository);
        var group = await GroupAsync(dev);
        var results = await InferAndKillAsync(dev, group.Peers[0].Worker);
        Assert.All(results, r => Assert.Equal((Outcome.Ok, group.Lead), (r.Outcome, r.Worker)));
        Assert.Contains(results, r => r.Parameters.GetValueOrDefault(HeaderNames.RanOn) as string == group.Peers[0].Worker);
        Assert.Contains(results, r => r.Attempts > 1);
    }

    [Fact]
    public async Task Kill_Lead_APeerTakesOver()
    {
        using var repository = new ReplayRepository(batchMs: 100, maxBatch: 4);
        await using var dev = await StartAsync(repository);
        var group = await GroupAsync(dev);
        var results = await InferAndKillAsync(dev, group.Lead);
        Assert.All(results, r => Assert.Equal(Outcome.Ok, r.Outcome));
        var next = group.Peers[0].Worker;
        Assert.Contains(results, r => r.Worker == next);
        Assert.Equal(next, (await GroupAsync(dev)).Lead);
    }

    private static async Task<InferenceResult[]> InferAndKillAsync(DevCluster dev, string victim)
    {
        var process = dev.Children.Single(c => c.Name == victim);
        await using var client = new WatchedClient(await dev.ConnectAsync(CancellationToken.None), outcomes: Requests / 4, () => Signals.Send(process.Id, Signals.Kill));
        var options = new InferOptions { Timeout = TimeSpan.FromMinutes(2) };
        var results = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => client.InferAsync(ReplayRepository.Model, [new Tensor("x", TensorDatatype.UInt8, [1, 4], new byte[4])], options)));
        Assert.True(process.Exited.IsCompleted, "it was killed in the middle");
        return results;
    }

    private static async Task<DevCluster> StartAsync(ReplayRepository repository)
    {
        var options = new DevOptions(repository.Root, ProcessCluster.Home.NewLogFolder(), Workers: 3)
        {
            Prefix = $"p{Guid.NewGuid():N}"[..9],
            ReadyTimeout = TimeSpan.FromMinutes(3),
            PlannerArguments = ["--serving-group-devices", "3"],
            WorkerArguments = ["--peers-listen", "127.0.0.1:0"],
        };
        return await DevCluster.StartAsync(options, _ => { }, (_, _) => { }, CancellationToken.None);
    }

    /// <summary>The plan's group once it has somebody beside its lead; the first plan may be made before all have come.</summary>
    private static async Task<ServingGroup> GroupAsync(DevCluster dev)
    {
        using var reader = new ClusterReader(dev.Kafka);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            if (await reader.GetStatusAsync(patience.Token) is { Ready: true, Plan.ServingGroups: [{ Peers.Count: > 0 } group] })
                return group;
        }

        throw new TimeoutException("no group was formed");
    }
}
