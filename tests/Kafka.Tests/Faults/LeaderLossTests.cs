using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Kafka.Tests.Processes;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>The planner that leads is killed in every phase of a hand-over: the next one ends the move from what the topics say, and the workers serve on meanwhile.</summary>
[Collection(FaultCollection.Name)]
public sealed class LeaderLossTests(LeaderLossTests.TwoPlanners fixture) : IClassFixture<LeaderLossTests.TwoPlanners>
{
    private const string Moving = "moving";
    private const string Loading = "loading";
    private const string Staying = "staying";
    private const int InFlight = 8;

    private FaultCluster Cluster => fixture.Cluster;

    private ControlTail Control => fixture.Cluster.Control;

    [Fact]
    public async Task Kill_InPrepare_TheNextLeaderEndsTheMove()
    {
        await BeginAsync(Loading);
        // Without room for all models it loads one only where the plan's target names it for that: slowly.
        await Cluster.Dev.StartWorkerAsync("worker-3", "--memory-budget", "250");
        await Eventually.BecomesTrueAsync(() => Control.Beat("worker-3") is { State: WorkerState.Ready }, "a cold worker is there");
        await using var staying = await Cluster.LoadAsync(Staying, InFlight);
        await using var loading = await Cluster.LoadAsync(Loading, InFlight);
        var death = new Death();
        var killed = Control.WhenPlanAsync(p => p.Targeted(Loading, "worker-3") > 0, "the new owner is to load", p => Kill(p, loading, death));
        var next = NextLeaderAsync(death);
        await Cluster.TryCommandAsync("pin", Loading, "worker-3");
        await killed;
        await next;
        Assert.True(loading.Answered > death.Served, "its owner serves it on");
        Assert.Equal(FaultCluster.Partitions, NewestOf(death.Term).Assigned(Loading, "worker-1"));
        await Control.OwnsAsync("worker-3", Loading, owned => owned == FaultCluster.Partitions);
        await EndAsync(staying, loading);
        await Cluster.PinAsync(Loading, "worker-1");
        Cluster.Process("worker-3").AskToEnd();
    }

    [Fact]
    public async Task Kill_InRevoke_TheNextLeaderEndsTheMove()
    {
        await BeginAsync(Moving);
        await using var staying = await Cluster.LoadAsync(Staying, InFlight);
        await using var moving = await Cluster.LoadAsync(Moving, InFlight);
        var death = new Death();
        var killed = Control.WhenPlanAsync(p => p.Assigned(Moving) < FaultCluster.Partitions, "the old owner is to let go", p => Kill(p, staying, death));
        var next = NextLeaderAsync(death);
        await Cluster.TryCommandAsync("pin", Moving, "worker-2");
        await killed;
        await next;
        Assert.True(staying.Answered > death.Served, "what does not move is served on");
        // Those of which nothing was under way may have been let go and given before it died; those whose batches ran were not.
        Assert.True(NewestOf(death.Term).Assigned(Moving) < FaultCluster.Partitions, "its last plan leaves partitions to nobody");
        await Control.OwnsAsync("worker-2", Moving, owned => owned == FaultCluster.Partitions);
        await EndAsync(staying, moving);
    }

    [Fact]
    public async Task Kill_InAssign_TheNextLeaderFindsTheMoveEnded()
    {
        await BeginAsync(Moving);
        await using var staying = await Cluster.LoadAsync(Staying, InFlight);
        await using var moving = await Cluster.LoadAsync(Moving, InFlight);
        var (death, owned) = (new Death(), 0);
        var owner = Cluster.Process("worker-2").Id;
        // The new owner is stopped before it can take anything of what is still being answered.
        var stopped = Control.WhenPlanAsync(p => p.Assigned(Moving) < FaultCluster.Partitions, "the old owner is to let go", _ => Signals.Send(owner, Signals.Stop));
        var killed = Control.WhenPlanAsync(
            p => p.Assigned(Moving, "worker-2") == FaultCluster.Partitions,
            "the new owner is to serve",
            p =>
            {
                Kill(p, staying, death);
                owned = Control.Owned("worker-2", Moving);
            });
        var next = NextLeaderAsync(death);
        var command = Cluster.TryCommandAsync("pin", Moving, "worker-2");
        await stopped;
        try
        {
            await killed;
        }
        finally
        {
            Signals.Send(owner, Signals.Continue);
        }

        Assert.True(owned < FaultCluster.Partitions, "it does not serve all of it yet");
        await command;
        await next;
        Assert.True(staying.Answered > death.Served, "what does not move is served on");
        await Control.OwnsAsync("worker-2", Moving, all => all == FaultCluster.Partitions);
        await EndAsync(staying, moving);
    }

    [Fact]
    public async Task Kill_EveryPlanner_WorkersServeOnUntilOneIsBack()
    {
        await BeginAsync(Moving);
        await using var staying = await Cluster.LoadAsync(Staying, InFlight);
        await using var moving = await Cluster.LoadAsync(Moving, InFlight);
        foreach (var planner in fixture.Planners)
            Signals.Send(Cluster.Process(planner).Id, Signals.Kill);
        foreach (var planner in fixture.Planners)
            await Cluster.Process(planner).Exited;
        var before = Control.Plan;
        await staying.GoesOnAsync("without a planner");
        await moving.GoesOnAsync("without a planner");
        Assert.Equal(before.Epoch, Control.Plan.Epoch);
        var next = NextLeaderAsync(new Death { Term = before.Epoch.Term });
        await fixture.StartPlannersAsync();
        Assert.Equivalent(before.Assignments, (await next).Assignments, strict: true);
        await EndAsync(staying, moving);
    }

    /// <summary>Both planners are there, and a group is where it is to move from.</summary>
    private async Task BeginAsync(string group)
    {
        await fixture.StartPlannersAsync();
        await Cluster.PinAsync(group, "worker-1");
    }

    private Task<PlanRecord> NextLeaderAsync(Death death) => Control.WhenPlanAsync(p => p.Epoch.Term > death.Term, "another leads");

    /// <summary>Nothing repeated: nobody who had taken a request died.</summary>
    private async Task EndAsync(SteadyLoad staying, SteadyLoad moved)
    {
        await moved.GoesOnAsync("its new owner serves it");
        Assert.All((await Cluster.EndAsync(moved)).Concat(await Cluster.EndAsync(staying)), r => Assert.Equal(1, r.Attempts));
        Assert.Equal(0, moved.Repeats + staying.Repeats);
        Assert.Empty(Cluster.Dips);
    }

    /// <summary>Whoever wrote the plan leads, by the log.</summary>
    private void Kill(PlanRecord plan, SteadyLoad load, Death death)
    {
        Signals.Send(Cluster.Process(plan.Planner).Id, Signals.Kill);
        (death.Term, death.Served) = (plan.Epoch.Term, load.Answered);
    }

    private PlanRecord NewestOf(long term) => Control.Plans.Last(p => p.Epoch.Term == term);

    /// <summary>When a leader died.</summary>
    private sealed class Death
    {
        /// <summary>The term that it led in.</summary>
        public long Term { get; set; } = long.MaxValue;

        /// <summary>Answers of a load until then.</summary>
        public int Served { get; set; }
    }

    /// <summary>Two planners that notice soon when one is gone.</summary>
    public sealed class TwoPlanners : FaultFixture
    {
        internal IReadOnlyList<string> Planners { get; } = ["planner-1", "planner-2"];

        /// <summary>Those that have died.</summary>
        internal async Task StartPlannersAsync()
        {
            foreach (var planner in Planners.Where(p => Cluster.Process(p).Exited.IsCompleted))
                await Cluster.Dev.StartPlannerAsync(planner);
        }

        private protected override async Task<FaultCluster> StartAsync()
        {
            var cluster = await FaultCluster.StartAsync(
                [
                    // Batches that run for longer than a planner needs to die.
                    new PlayedModel(Moving, BatchMs: 400, MaxBatch: 4) { MemoryMb = 100 },
                    new PlayedModel(Loading, BatchMs: 40, MaxBatch: 4) { MemoryMb = 100, LoadMs = 1500 },
                    new PlayedModel(Staying, BatchMs: 40, MaxBatch: 4) { MemoryMb = 100 },
                ],
                // A worker that is stopped for a moment is not given up meanwhile; and neither it nor a planner whose machine is busy takes that for an end.
                options => options with { Planners = 2, PlannerArguments = ["--session-timeout", "3", "--worker-ttl", "15"], WorkerArguments = ["--lease", "15"] });
            await cluster.PinAsync(Staying, "worker-2");
            await cluster.PinAsync(Moving, "worker-1");
            await cluster.PinAsync(Loading, "worker-1");
            return cluster;
        }
    }
}
