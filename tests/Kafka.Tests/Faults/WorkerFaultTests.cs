using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Kafka.Tests.Processes;
using Shepherd.Tests.Shared;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>Workers that are stopped, or die and come back under their name, while requests are under way.</summary>
[Collection(FaultCollection.Name)]
public sealed class WorkerFaultTests(WorkerFaultTests.TwoWorkers fixture) : IClassFixture<WorkerFaultTests.TwoWorkers>
{
    private const string Group = "work";
    private const int InFlight = 32;

    private FaultCluster Cluster => fixture.Cluster;

    [Fact]
    public async Task Stop_LongerThanTheLease_TheZombiePublishesNothingUnderItsOldEpoch()
    {
        const string zombie = "worker-1";
        await Cluster.Control.OwnsAsync(zombie, Group, owned => owned > 0);
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        var taken = Cluster.Control.WhenPlanAsync(p => p.Assigned(Group, zombie) == 0, "everything is taken from the one that is stopped");
        Signals.Send(Cluster.Process(zombie).Id, Signals.Stop);
        try
        {
            await taken;
            await load.GoesOnAsync("the successor answers");
        }
        finally
        {
            Signals.Send(Cluster.Process(zombie).Id, Signals.Continue);
        }

        await Eventually.BecomesTrueAsync(() => Cluster.Process(zombie).LogTail(200).Contains("The lease holds again", StringComparison.Ordinal), "the zombie has read the plans");
        await Cluster.Control.OwnsAsync(zombie, Group, owned => owned > 0);
        await load.GoesOnAsync("both answer");
        await Cluster.EndAsync(load);
        Assert.Contains("The lease ran out", Cluster.Process(zombie).LogTail(200), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_AndStartUnderTheSameName_TheNewOneServesAndNothingIsLost()
    {
        const string victim = "worker-2";
        await Cluster.Control.OwnsAsync(victim, Group, owned => owned > 0);
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        var dead = Cluster.Process(victim);
        Signals.Send(dead.Id, Signals.Kill);
        await dead.Exited;
        var died = DateTimeOffset.UtcNow;
        var next = await Cluster.Dev.StartWorkerAsync(victim);
        await load.GoesOnAsync("somebody has what the dead one had");
        await Eventually.BecomesTrueAsync(() => Cluster.Control.Beat(victim) is { } beat && beat.SentAt > died && beat.Owned.Count > 0, "the new one owns partitions");
        await load.GoesOnAsync("both answer");
        await Cluster.EndAsync(load);
        Assert.False(next.Exited.IsCompleted);
    }

    /// <summary>Two workers that share a group.</summary>
    public sealed class TwoWorkers : FaultFixture
    {
        private protected override Task<FaultCluster> StartAsync() => FaultCluster.StartAsync([new PlayedModel(Group, BatchMs: 40, MaxBatch: 4)]);
    }
}
