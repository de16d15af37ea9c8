using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Tests.Shared;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>Operators' commands under load: what they say happens, and no request is lost or answered twice for it.</summary>
[Collection(FaultCollection.Name)]
public sealed class OperatorTests(OperatorTests.TwoWorkers fixture) : IClassFixture<OperatorTests.TwoWorkers>
{
    private const string Group = "work";
    private const string Full = "full";
    private const int InFlight = 16;

    /// <summary>Of the full group, in one worker: a fraction of what is sent to it.</summary>
    private const int LimitRecords = 4;

    private FaultCluster Cluster => fixture.Cluster;

    private ControlTail Control => fixture.Cluster.Control;

    [Fact]
    public async Task Drain_UnderLoad_TheWorkerHasNothingAndNothingIsRepeated()
    {
        await Control.OwnsAsync("worker-1", Group, owned => owned > 0);
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        await Cluster.CommandAsync("drain", "worker-1", "--execute");
        await Control.OwnsAsync("worker-1", Group, owned => owned == 0);
        await Control.OwnsAsync("worker-2", Group, owned => owned == FaultCluster.Partitions);
        Assert.DoesNotContain(Control.Plan.Assignments, a => a.Worker == "worker-1");
        await load.GoesOnAsync("the other one has everything");
        await Cluster.CommandAsync("uncordon", "worker-1");
        await Control.OwnsAsync("worker-1", Group, owned => owned > 0);
        await load.GoesOnAsync("both serve");
        await EndAsync(load);
    }

    [Fact]
    public async Task Pause_UnderLoad_RequestsWaitAndAreAnsweredAfterResume()
    {
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        await PauseAsync(Group);
        var answered = load.Answered;
        // Whoever still took something would have answered it by two heartbeats.
        foreach (var worker in (string[])["worker-1", "worker-2"])
        {
            var heard = Control.Beat(worker)!.Sequence;
            await Eventually.BecomesTrueAsync(() => Control.Beat(worker)!.Sequence > heard + 1, $"{worker} is heard");
        }

        Assert.InRange(load.Answered, answered, answered + InFlight);
        await Cluster.CommandAsync("resume", Group);
        await load.GoesOnAsync("it is resumed");
        await EndAsync(load);
    }

    /// <summary>Partitions that the worker's own limit has paused are taken away, and come back when there is room: the client remembers their pause.</summary>
    [Fact]
    public async Task Pause_OfPartitionsThatTheirWorkerHadPaused_TheyServeAgain()
    {
        await Cluster.PinAsync(Full, "worker-1");
        await using var load = await Cluster.LoadAsync(Full, InFlight);
        await PauseAsync(Full);
        await Cluster.CommandAsync("resume", Full);
        await load.GoesOnAsync("it is resumed");
        await Cluster.PinAsync(Full, "worker-2");
        await load.GoesOnAsync("it has moved");
        await Cluster.PinAsync(Full, "worker-1");
        await load.GoesOnAsync("it is back");
        await EndAsync(load);
        Assert.Contains($"model group {Full} are paused until it has room", Cluster.Process("worker-1").LogTail(500), StringComparison.Ordinal);
        await Cluster.CommandAsync("unpin", Full);
    }

    [Fact]
    public async Task Pin_ThenRollback_TheOwnersAreThoseOfBefore()
    {
        await Control.OwnsAsync("worker-1", Group, owned => owned > 0);
        await Control.OwnsAsync("worker-2", Group, owned => owned > 0);
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        var before = Control.Plan.Assigned(Group, "worker-1");
        await Cluster.PinAsync(Group, "worker-2");
        await load.GoesOnAsync("one worker has it");
        await Cluster.CommandAsync("rollback", "--execute");
        await Control.OwnsAsync("worker-1", Group, owned => owned == before);
        Assert.Empty(Control.Plan.Directives);
        await load.GoesOnAsync("both have it");
        await EndAsync(load);
    }

    [Fact]
    public async Task Rescale_ToOneDeviceAndBack_SoManyWorkersOwnIt()
    {
        await using var load = await Cluster.LoadAsync(Group, InFlight);
        await Cluster.CommandAsync("rescale", Group, "--devices", "1", "--execute");
        await Eventually.BecomesTrueAsync(() => Owners() == 1, "one worker owns it");
        await load.GoesOnAsync("one worker has it");
        await Cluster.CommandAsync("rescale", Group, "--devices", "2", "--execute");
        await Eventually.BecomesTrueAsync(() => Owners() == 2, "both workers own it");
        await load.GoesOnAsync("both have it");
        await Cluster.CommandAsync("rescale", Group, "--auto", "--execute");
        await EndAsync(load);
    }

    private int Owners() => new[] { "worker-1", "worker-2" }.Count(w => Control.Owned(w, Group) > 0);

    private async Task PauseAsync(string group)
    {
        await Cluster.CommandAsync("pause", group, "--execute");
        await Control.OwnsAsync("worker-1", group, owned => owned == 0);
        await Control.OwnsAsync("worker-2", group, owned => owned == 0);
    }

    /// <summary>Nobody died, and nothing was handed over before it was answered.</summary>
    private async Task EndAsync(SteadyLoad load)
    {
        Assert.All(await Cluster.EndAsync(load), r => Assert.Equal(1, r.Attempts));
        Assert.Equal(0, load.Repeats);
        Assert.Empty(Cluster.Dips);
    }

    /// <summary>Two workers, and a group whose partitions they pause all the time.</summary>
    public sealed class TwoWorkers : FaultFixture
    {
        private protected override Task<FaultCluster> StartAsync() => FaultCluster.StartAsync(
            [new PlayedModel(Group, BatchMs: 40, MaxBatch: 4), new PlayedModel(Full, BatchMs: 100, MaxBatch: 2)],
            options => options with { WorkerArguments = ["--group-limit", $"{Full}:records={LimitRecords}"] });
    }
}
