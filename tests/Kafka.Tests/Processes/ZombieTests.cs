using Shepherd.Cli.Dev;
using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Kafka.Tests.Invariants;
using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;

namespace Shepherd.Kafka.Tests.Processes;

/// <summary>A worker that is stopped for longer than its lease, while others take over, and then goes on.</summary>
[Collection(PipelineCollection.Name)]
public sealed class ZombieTests
{
    private const string Victim = "worker-1";
    private const int InFlight = 48;

    private int _answered;

    [Fact]
    public async Task Stop_LongerThanTheLease_TheZombiePublishesNothingUnderItsOldEpoch()
    {
        using var repository = new ReplayRepository(batchMs: 20, maxBatch: 4);
        var options = new DevOptions(repository.Root, ProcessCluster.Home.NewLogFolder(), Workers: 2) { Prefix = $"p{Guid.NewGuid():N}"[..9], ReadyTimeout = TimeSpan.FromMinutes(3) };
        await using var dev = await DevCluster.StartAsync(options, _ => { }, (_, _) => { }, CancellationToken.None);
        var victim = dev.Children.Single(c => c.Name == Victim);
        await using var client = await dev.ConnectAsync(CancellationToken.None);
        await OwnsAsync(dev, Victim, isOwner: true);
        await using var offsets = new OffsetWatch(dev.Kafka, ReplayRepository.Model);
        using var enough = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => SendAsync(client, enough.Token)));

        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _answered) > InFlight * 3, "the load runs");
        Signals.Send(victim.Id, Signals.Stop);
        await OwnsAsync(dev, Victim, isOwner: false);
        var taken = Volatile.Read(ref _answered);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _answered) > taken + (InFlight * 3), "the successor answers");
        Signals.Send(victim.Id, Signals.Continue);
        await Eventually.BecomesTrueAsync(() => victim.LogTail(200).Contains("The lease holds again", StringComparison.Ordinal), "the zombie has read the plans");
        await OwnsAsync(dev, Victim, isOwner: true);
        taken = Volatile.Read(ref _answered);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _answered) > taken + (InFlight * 3), "both answer again");
        await enough.CancelAsync();
        var results = (await load).SelectMany(r => r).ToList();

        Assert.All(results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
        var record = await ServingInvariants.ReadAsync(dev.Kafka, ReplayRepository.Model);
        Assert.True(record.Faults.Count == 0, string.Join("; ", record.Faults));
        Assert.Equal(results.Count, record.Requests);
        Assert.True(offsets.Looks > 0);
        await Eventually.BecomesTrueAsync(() => offsets.Behind.Count == 0, $"the owners' commits stand: {string.Join("; ", offsets.Dips)}");
        Assert.Contains("The lease ran out", victim.LogTail(200), StringComparison.Ordinal);
    }

    private async Task<List<InferenceResult>> SendAsync(IInferenceClient client, CancellationToken enough)
    {
        var results = new List<InferenceResult>();
        var options = new InferOptions { Timeout = TimeSpan.FromMinutes(2) };
        while (!enough.IsCancellationRequested)
        {
            results.Add(await client.InferAsync(ReplayRepository.Model, [new Tensor("x", TensorDatatype.UInt8, [1, 4], new byte[4])], options, CancellationToken.None));
            Interlocked.Increment(ref _answered);
        }

        return results;
    }

    private static async Task OwnsAsync(DevCluster dev, string worker, bool isOwner)
    {
        using var reader = new ClusterReader(dev.Kafka);
        await Eventually.BecomesTrueAsync(
            async () => (await reader.GetStatusAsync(CancellationToken.None)).Plan?.Assignments.Any(a => a.Worker == worker && a.Partitions.Length > 0) == isOwner,
            $"the plan {(isOwner ? "gives partitions to" : "takes all from")} {worker}");
    }
}
