using Shepherd.Core.Policies;
using Shepherd.Core.Shepherd;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Grid;

namespace Shepherd.Simulator.Tests.Policies;

/// <summary>Modes of the shepherd policy: what is played through beside the real run is what the simulator makes of it, and following the leader loses little to the best.</summary>
public class ShepherdModesTests
{
    private static readonly GridSize Size = GridSize.Quick;

    public static TheoryData<string, double, double, int> Cells => new()
    {
        { "five-cv1", 5, 0.9, 4 }, { "five-cv4", 10, 1.2, 1 }, { "pair-cv4", 5, 0.9, 1 }, { "zipf-cv1", 5, 1.2, 4 }, { "zipf-cv4", 10, 0.7, 12 },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void ShadowRun_SameArrivals_LosesWhatTheSimulatorDoes(string workload, double slo, double load, int devices)
    {
        // So long a memory forgets nothing.
        var forgetful = new ShepherdOptions { ShadowSlos = 1e15 };
        foreach (var (mode, kind) in Enum.GetValues<ShepherdMode>().Zip([PreemptionKind.Suspend, PreemptionKind.Suspend, PreemptionKind.Restart, PreemptionKind.None, PreemptionKind.Suspend]))
        {
            var scenario = Scenario(workload, slo, load, devices) with { Preemption = PreemptionTerms.Measured(kind) };
            var recorder = new ArrivalRecorder(new ShepherdPolicy(new ShepherdOptions { Mode = mode }));
            var result = Simulation.Run(scenario, () => recorder);
            var shadow = new ShadowRun(new ShepherdPolicy(new ShepherdOptions { Mode = mode }), recorder.Plan!, forgetful, 0);
            foreach (var request in recorder.Arrivals)
                shadow.Arrive(request, request.ArrivalNs);
            shadow.Advance(long.MaxValue - 1);
            Assert.Equal(result.Requests - result.InSlo, (int)Math.Round(shadow.Lost));
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Run_FollowsTheLeader_LosesLittleToTheBestMode(string workload, double slo, double load, int devices)
    {
        var scenario = Scenario(workload, slo, load, devices) with { Preemption = PreemptionTerms.Measured(PreemptionKind.Suspend) };
        var best = Enum.GetValues<ShepherdMode>().Max(mode => Simulation.Run(scenario, () => new ShepherdPolicy(new ShepherdOptions { Mode = mode })).InSlo);
        Assert.InRange(Simulation.Run(scenario, () => new ShepherdPolicy()).InSlo, 0.95 * best, double.PositiveInfinity);
    }

    [Theory]
    [InlineData("zipf-cv1", ShepherdMode.Largest)]
    [InlineData("zipf-cv1", ShepherdMode.Pressing)]
    [InlineData("pair-cv4", ShepherdMode.Heads)]
    [InlineData("pair-cv4", ShepherdMode.Deadlines)]
    public void Run_FollowsTheLeader_BeatsAModeThatDoesNotFit(string workload, ShepherdMode misfit)
    {
        var scenario = Scenario(workload, 5, 1.2, 4, Size with { RequestsWanted = 20_000, RequestsCap = 20_000 }) with { Preemption = PreemptionTerms.Measured(PreemptionKind.Suspend) };
        var alone = Simulation.Run(scenario, () => new ShepherdPolicy(new ShepherdOptions { Mode = misfit })).InSlo;
        Assert.InRange(Simulation.Run(scenario, () => new ShepherdPolicy()).InSlo, alone + 1, int.MaxValue);
    }

    [Fact]
    public void Run_LeaderStartsFromTheQueuesOfAnother_IsNotFollowedIntoOverload()
    {
        // Deadlines keep up from an empty start and never from the backlog that heads left: followed for as long as their own run leads, they lose every other request.
        var scenario = Scenario("pair-cv1", 5, 1.5, 4, Size with { RequestsWanted = 10_000, RequestsCap = 10_000 }, seed: 2) with { Preemption = PreemptionTerms.Measured(PreemptionKind.Suspend) };
        var steady = Simulation.Run(scenario, () => new ShepherdPolicy(new ShepherdOptions { Mode = ShepherdMode.Largest })).InSlo;
        Assert.InRange(Simulation.Run(scenario, () => new ShepherdPolicy()).InSlo, 0.93 * steady, double.PositiveInfinity);
        Assert.InRange(Simulation.Run(scenario, () => new ShepherdPolicy(new ShepherdOptions { StrayMin = 1e9 })).InSlo, 0, 0.8 * steady);
    }

    [Fact]
    public void Run_AllJustFits_ServesTheCostliestToo()
    {
        var scenario = Scenario("five-cv1", 20, 0.9, 12, Size with { RequestsWanted = 10_000, RequestsCap = 20_000 }) with { Preemption = PreemptionTerms.Measured(PreemptionKind.Suspend) };
        Assert.InRange(Simulation.Run(scenario, () => new ShepherdPolicy()).Models.Min(m => m.Attainment), 0.98, 1);
    }

    [Fact]
    public void OnArrival_ModesDifferLittle_LeaderSeldomChanges()
    {
        // By what each mode has answered it would change more than sixty times: with every batch of the quick model that ends in one run and not yet in another.
        var scenario = Scenario("pair-cv1", 5, 0.9, 4, Size with { RequestsWanted = 10_000, RequestsCap = 10_000 }) with { Preemption = PreemptionTerms.Measured(PreemptionKind.Suspend) };
        var recorder = new ArrivalRecorder(new ShepherdPolicy(new ShepherdOptions { Mode = ShepherdMode.Pressing }));
        Simulation.Run(scenario, () => recorder);
        var choice = new ModeChoice(new ShepherdOptions());
        Assert.InRange(recorder.Arrivals.Count(request => choice.OnArrival(request, recorder.Plan!, request.ArrivalNs)), 0, 12);
    }

    private static Scenario Scenario(string workload, double slo, double load, int devices, GridSize? size = null, ulong seed = 3) =>
        new GridCell(GridWorkloads.BuiltIn.Single(w => w.Name == workload), slo, load, devices).ToScenario(size ?? Size, seed);

    /// <summary>Passes everything on and keeps what arrived.</summary>
    private sealed class ArrivalRecorder(ISchedulingPolicy inner) : ISchedulingPolicy
    {
        public ServingPlan? Plan { get; private set; }

        public List<ScheduledRequest> Arrivals { get; } = [];

        public long NextWakeNs => inner.NextWakeNs;

        public int Queued => inner.Queued;

        public void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions)
        {
            Arrivals.Add(request);
            inner.OnArrival(request, nowNs, decisions);
        }

        public void OnCancelled(ScheduledRequest request, long nowNs, List<Decision> decisions) => inner.OnCancelled(request, nowNs, decisions);

        public void OnFinished(int lane, long nowNs, List<Decision> decisions) => inner.OnFinished(lane, nowNs, decisions);

        public void OnPreempted(int lane, long nowNs, List<Decision> decisions) => inner.OnPreempted(lane, nowNs, decisions);

        public void OnPlan(ServingPlan plan, long nowNs, List<Decision> decisions)
        {
            Plan = plan;
            inner.OnPlan(plan, nowNs, decisions);
        }

        public void OnTime(long nowNs, List<Decision> decisions) => inner.OnTime(nowNs, decisions);
    }
}
