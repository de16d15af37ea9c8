using Shepherd.Core.Planning;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Plans;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Plans;

public class PlanSimulationTests
{
    private const int AlexNet = 0;

    private const int ResNet = 1;

    private const int Vgg = 2;

    private const int Ssd = 3;

    private static readonly PlanSimulationOptions Brief = new() { DurationNs = 5_000_000_000 };

    [Theory]
    [InlineData("shepherd")]
    [InlineData("edf")]
    [InlineData("nexus")]
    public void Run_OneLane_IsThePlainSimulation(string policy)
    {
        var problem = TestPlans.Measured(1, (ResNet, 300, 30));
        var latency = new TableLatency([.. Enumerable.Range(1, problem.Models[ResNet].MaxBatch).Select(b => new LatencyPoint(b, problem.Estimator.DurationNs(ResNet, 0, b, 100)))]);
        var model = new SimulatedModel("resnet50", latency, 30_000_000, problem.Models[ResNet].MaxBatch, new GammaArrivals(300, 1));
        var plain = Simulation.Run(new Scenario([model], 1, Brief.DurationNs, 1, PreemptionTerms.Measured(PolicyCatalog.Published(policy))), () => PolicyCatalog.Create(policy));

        var result = PlanSimulation.Run(problem, TestPlans.Of(problem, (0, 100, 0, [ResNet])), TestPlans.Truth(problem), Brief with { Policy = policy });

        Assert.Equal(plain.Digest, result.Digest);
        Assert.Equal((plain.Requests, plain.InSlo), (result.Requests, result.InSlo));
        Assert.Equal(1, result.Rounds);
        Assert.Equal(1, result.MeanSlowdown);
        Assert.Equal(plain.Utilization, result.ComputeUtilization, 2);
    }

    [Fact]
    public void Run_NeighboursOnADevice_AreSlowerThanApart()
    {
        var problem = TestPlans.Measured(2, (Vgg, 260, 260), (Ssd, 170, 330));
        var together = Run(problem, TestPlans.Of(problem, (0, 50, 0, [Vgg]), (0, 50, 1, [Ssd])));
        var apart = Run(problem, TestPlans.Of(problem, (0, 50, 0, [Vgg]), (1, 50, 1, [Ssd])));

        Assert.Equal(1, apart.MeanSlowdown);
        Assert.True(together.IsSettled);
        Assert.InRange(together.Rounds, 2, 6);
        // iGniter measured 1.09 and 1.13 for these two beside themselves, with batches back to back.
        Assert.InRange(together.MeanSlowdown, 1.03, 1.15);
    }

    [Fact]
    public void Run_PlanThatCountsOnAllOfTheDevice_DoesWorseThanItSays()
    {
        // What each lane does alone in its largest batches that the SLO has room for, as planners without a law of interference reckon.
        var problem = TestPlans.Measured(1, (Vgg, 300, 260), (Ssd, 202, 330));
        foreach (var stream in new[] { 0, 1 })
            Assert.InRange(problem.Streams[stream].RateRps / StreamCapacity.Of(problem, stream, 0, 50, long.MaxValue)!.Value.GoodputRps, 0.95, 1.0);
        var plan = TestPlans.Of(problem, (0, 50, 0, [Vgg]), (0, 50, 1, [Ssd]));

        var result = Run(problem, plan);

        Assert.True(result.GoodputRps < 0.97 * result.PredictedGoodputRps, $"{result.GoodputRps} of {result.PredictedGoodputRps}");
        Assert.True(result.InSlo < PlanSimulation.Run(problem, plan, TestPlans.Truth(problem, strength: 0), Brief).InSlo);
    }

    [Fact]
    public void Run_MoreInterference_NeverHelps()
    {
        var problem = TestPlans.Measured(1, (Vgg, 120, 400), (Ssd, 80, 600), (ResNet, 300, 150), (AlexNet, 1800, 60));
        var plan = TestPlans.Of(problem, (0, 25, 0, [Vgg]), (0, 25, 1, [Ssd]), (0, 25, 2, [ResNet]), (0, 25, 3, [AlexNet]));
        var slowdowns = new[] { 0.0, 0.5, 1, 2, 4 }.Select(s => PlanSimulation.Run(problem, plan, TestPlans.Truth(problem, s), Brief)).ToList();

        Assert.Equal(slowdowns.Select(r => r.MeanSlowdown).Order(), slowdowns.Select(r => r.MeanSlowdown));
        Assert.True(slowdowns[^1].InSlo < slowdowns[0].InSlo);
        Assert.Equal((1, 1.0), (slowdowns[0].Rounds, slowdowns[0].MeanSlowdown));
    }

    [Fact]
    public void Run_AnyPlan_EveryRequestIsCountedOnce()
    {
        // SSD has no lane; a third of ResNet's lanes are beside VGG, the others apart.
        var problem = TestPlans.Measured(3, (Vgg, 60, 200), (Ssd, 50, 300), (ResNet, 600, 60), (ResNet, 200, 100), (AlexNet, 0, 50));
        var plan = TestPlans.Of(problem, (0, 50, 0, [Vgg]), (0, 50, 1, [ResNet, AlexNet]), (1, 50, 1, [ResNet, AlexNet]), (2, 50, 2, [ResNet]));
        var result = PlanSimulation.Run(problem, plan, TestPlans.Truth(problem), Brief with { Checks = true });

        Assert.Equal(result.Requests, result.Streams.Sum(s => s.Requests));
        Assert.Equal(result.Requests - result.Unplaced, result.Groups.Sum(g => g.Requests));
        Assert.Equal(result.InSlo, result.Groups.Sum(g => g.InSlo));
        Assert.Equal(result.InSlo, result.Streams.Sum(s => s.InSlo));
        Assert.Equal((result.Streams[1].Requests, 0), (result.Streams[1].Unplaced, result.Streams[1].InSlo));
        Assert.Equal(0, result.Streams[4].Requests);
        Assert.InRange(result.Streams[1].Requests, 150, 350);
        // Half of each of ResNet's streams goes to each of the two groups that have it.
        Assert.InRange((double)result.Groups[2].Requests / result.Groups[1].Requests, 0.9, 1.1);
        Assert.All(result.Devices, d => Assert.InRange(d.ComputeUtilization, 0.01, 1));
        Assert.All(result.Devices, d => Assert.InRange(d.MemoryUtilization, 0.01, 1));
    }

    [Fact]
    public void Run_SameSeed_SameBytes()
    {
        var problem = TestPlans.Measured(2, (Vgg, 60, 200), (Ssd, 50, 300), (ResNet, 300, 60));
        var plan = TestPlans.Of(problem, (0, 50, 0, [Vgg, ResNet]), (0, 50, 1, [Ssd]), (1, 50, 0, [Vgg, ResNet]));
        var (first, again, other) = (Run(problem, plan), Run(problem, plan), PlanSimulation.Run(problem, plan, TestPlans.Truth(problem), Brief with { Seed = 2 }));

        Assert.Equal((first.Digest, first.InSlo, first.MeanSlowdown, first.Change), (again.Digest, again.InSlo, again.MeanSlowdown, again.Change));
        Assert.Equal(first.Streams, again.Streams);
        Assert.Equal(first.Groups, again.Groups);
        Assert.NotEqual(first.Digest, other.Digest);
    }

    [Fact]
    public void Run_SchedulerBelievesSolo_LosesToOneThatMeasures()
    {
        var problem = TestPlans.Measured(1, (Vgg, 280, 220), (Ssd, 190, 280));
        var plan = TestPlans.Of(problem, (0, 50, 0, [Vgg]), (0, 50, 1, [Ssd]));
        var truth = TestPlans.Truth(problem, strength: 2);

        Assert.True(PlanSimulation.Run(problem, plan, truth, Brief with { BelievesSolo = true }).InSlo < PlanSimulation.Run(problem, plan, truth, Brief).InSlo);
    }

    [Fact]
    public void Run_TooManyRequests_TakesLessTime()
    {
        var problem = TestPlans.Measured(1, (AlexNet, 1000, 20));
        var plan = TestPlans.Of(problem, (0, 100, 0, [AlexNet]));

        Assert.Equal(2, PlanSimulation.Run(problem, plan, TestPlans.Truth(problem), Brief with { RequestsMax = 2000 }).DurationS, 6);
        // Ten SLOs are left of it in any case.
        Assert.Equal(0.2, PlanSimulation.Run(problem, plan, TestPlans.Truth(problem), Brief with { RequestsMax = 1 }).DurationS, 6);
    }

    [Fact]
    public void Run_ArrivalsGiven_AreThoseServed()
    {
        var problem = TestPlans.Measured(1, (AlexNet, 1000, 20), (ResNet, 10, 30));
        var plan = TestPlans.Of(problem, (0, 100, 0, [AlexNet, ResNet]));
        var result = PlanSimulation.Run(problem, plan, TestPlans.Truth(problem), Brief with { Arrivals = [new GivenArrivals([1, 2, 3]), null] });

        Assert.Equal(3, result.Streams[0].Requests);
        Assert.InRange(result.Streams[1].Requests, 20, 80);
    }

    [Fact]
    public void Run_FaultyInput_SaysWhat()
    {
        var problem = TestPlans.Measured(1, (AlexNet, 10, 20));
        var plan = TestPlans.Of(problem, (0, 60, 0, [AlexNet]), (0, 60, 1, [AlexNet]));
        Assert.Contains("120", Assert.Throws<ArgumentException>(() => Run(problem, plan)).Message, StringComparison.Ordinal);
        var good = TestPlans.Of(problem, (0, 60, 0, [AlexNet]));
        Assert.Contains("no-such", Assert.Throws<ArgumentException>(() => PlanSimulation.Run(problem, good, TestPlans.Truth(problem), Brief with { Policy = "no-such" })).Message, StringComparison.Ordinal);
    }

    private static PlanSimulationResult Run(PlanningProblem problem, PlacementPlan plan) => PlanSimulation.Run(problem, plan, TestPlans.Truth(problem), Brief);
}
