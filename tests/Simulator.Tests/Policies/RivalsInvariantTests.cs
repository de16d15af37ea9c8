using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Policies;

/// <summary>In the checked mode: the simulation itself throws when a policy loses a request, answers one twice, mixes models, passes a limit or uses a busy lane.</summary>
public class RivalsInvariantTests
{
    private const int Seeds = 8;

    public static TheoryData<string> Policies() => [.. Rivals.Names];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_RandomScenarios_EveryRequestHasItsOneOutcome(string policy)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var models = Enumerable.Range(0, 1 + random.Next(4)).Select(i => Model(i, random)).ToList();
            var terms = new PreemptionTerms
            {
                Kind = (PreemptionKind)random.Next(3),
                ExitPoints = random.Next(10),
                AcknowledgeNs = random.Next(2_000_000),
                ResumeNs = random.Next(2_000_000),
                SegmentCost = random.NextDouble() * 0.1,
                SuspendBudgetBytes = 1,
            };
            var scenario = new Scenario(models, 1 + random.Next(5), 2_500_000_000, (ulong)seed, terms) { GroupDevices = 3 };
            var result = Simulation.Run(scenario, () => Rivals.Create(policy), checks: true);
            Assert.True(result.InSlo <= result.Requests);
            Assert.InRange(result.Utilization, 0, 1);
            Assert.Equal(result.Requests, result.Models.Sum(m => m.Requests));
            Assert.Equal(result.Digest, Simulation.Run(scenario, () => Rivals.Create(policy)).Digest);
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_AnotherSeed_OtherDecisions(string policy)
    {
        var model = new SimulatedModel("m", new LinearLatency(1_000_000, 5_000_000), 50_000_000, 32, new GammaArrivals(300, 1));
        Assert.NotEqual(Digest(1), Digest(2));

        string Digest(ulong seed) => $"{Simulation.Run(new Scenario([model], 2, 1_000_000_000, seed, PreemptionTerms.None), () => Rivals.Create(policy)).Digest}";
    }

    private static SimulatedModel Model(int index, Random random)
    {
        var latency = new LinearLatency(random.Next(100_000, 3_000_000), random.Next(0, 20_000_000));
        var sloNs = latency.EstimateNs(0, 1) * random.Next(1, 12);
        return new SimulatedModel($"m{index}", latency, sloNs, random.Next(1, 33), new GammaArrivals(random.Next(1, 400), random.Next(1, 5)));
    }
}
