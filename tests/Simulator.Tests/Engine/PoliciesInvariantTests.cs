using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Shepherd;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine;

/// <summary>In the checked mode: the simulation itself throws when a policy loses a request, answers one twice, mixes models, passes a limit or uses a busy lane.</summary>
public class PoliciesInvariantTests
{
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var policy in new[] { "edf", "fifo", "flex", "edf by value", "shepherd" })
        {
            for (var seed = 1; seed <= 20; seed++)
                cases.Add(policy, seed);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_RandomScenario_EveryRequestHasItsOneOutcome(string policy, int seed)
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
        var scenario = new Scenario(models, 1 + random.Next(5), 3_000_000_000, (ulong)seed, terms) { GroupDevices = 3 };
        var result = Simulation.Run(scenario, () => Create(policy), checks: true);
        Assert.True(result.InSlo <= result.Requests);
        Assert.InRange(result.Utilization, 0, 1);
        Assert.Equal(result.Requests, result.Models.Sum(m => m.Requests));
        Assert.Equal(result.Digest, Simulation.Run(scenario, () => Create(policy)).Digest);
    }

    [Theory]
    [InlineData(0, 1, 100, 1, "devices")]
    [InlineData(1, 0, 100, 1, "rate")]
    [InlineData(1, 1, 2, 1, "SLO")]
    [InlineData(1, 1, 100, double.NaN, "CV")]
    public void Run_FaultyScenario_NamesTheFault(int devices, double rate, int sloMs, double cv, string named)
    {
        var model = new SimulatedModel("m", new LinearLatency(1_000_000, 5_000_000), sloMs * 1_000_000L, 8, new GammaArrivals(rate, cv));
        var fault = Assert.Throws<ArgumentException>(() => Simulation.Run(new Scenario([model], devices, 1_000_000_000, 1, PreemptionTerms.None), () => new EdfPolicy()));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FlexPolicy_LambdaOfOne_IsRefused() => Assert.Contains("lambda", Assert.Throws<ArgumentException>(() => new FlexPolicy(new FlexOptions { Lambda = 1 })).Message, StringComparison.Ordinal);

    private static SimulatedModel Model(int index, Random random)
    {
        var latency = new LinearLatency(random.Next(100_000, 3_000_000), random.Next(0, 20_000_000));
        var sloNs = latency.EstimateNs(0, 1) * random.Next(1, 12);
        return new SimulatedModel($"m{index}", latency, sloNs, random.Next(1, 33), new GammaArrivals(random.Next(1, 400), random.Next(1, 5)));
    }

    private static ISchedulingPolicy Create(string policy) => policy switch
    {
        "edf" => new EdfPolicy(),
        "edf by value" => new EdfPolicy { PreemptsByValue = true },
        "fifo" => new FifoPolicy(),
        "shepherd" => new ShepherdPolicy(),
        _ => new FlexPolicy(),
    };
}
