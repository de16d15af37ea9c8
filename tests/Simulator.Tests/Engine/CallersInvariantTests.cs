using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine;

/// <summary>The simulation itself throws when a request has no outcome or two, when a batch mixes models or passes its limit, and when a lane is used twice.</summary>
public class CallersInvariantTests
{
    private const int Seeds = 12;

    public static TheoryData<string> Policies() => [.. RandomCallers.Policies];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_TiersTenantsAndWithdrawals_OneOutcomeEachAndOneDigest(string policy)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var scenario = RandomCallers.Draw(seed);
            var result = Simulation.Run(scenario, () => RandomCallers.Create(policy), checks: true);
            Assert.Equal(result.Requests, result.Models.Sum(m => m.Requests));
            Assert.Equal(result.Digest, Simulation.Run(scenario, () => RandomCallers.Create(policy)).Digest);
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_EstimatesOfZero_OneOutcomeEach(string policy) => RunBelieving(policy, _ => new FixedLatency(0, 0));

    /// <summary>As a worker is before its first batch has run: a policy that waits for the last moment must not take the deadline for it.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_EstimatesOfZeroAndLittleLoad_AnswersInTime(string policy)
    {
        var model = new SimulatedModel("m", new LinearLatency(1_000_000, 9_000_000), 100_000_000, 8, new GammaArrivals(5, 1)) { BelievedLatency = new FixedLatency(0, 0) };
        Assert.True(Simulation.Run(new Scenario([model], 1, 60_000_000_000, 1, PreemptionTerms.None), () => RandomCallers.Create(policy)).Attainment > 0.99);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_EstimatesFarTooLow_OneOutcomeEach(string policy) => RunBelieving(policy, truth => new FixedLatency(1, truth.BetaNs / 100));

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_EstimatesFarTooHigh_OneOutcomeEach(string policy) => RunBelieving(policy, truth => new FixedLatency(truth.AlphaNs * 50, truth.BetaNs * 20));

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_EstimatesAtTheirLimit_OneOutcomeEach(string policy) => RunBelieving(policy, _ => new FixedLatency(LatencyLimits.MaxNs, LatencyLimits.MaxNs));

    /// <summary>An hour's estimate apart from what is believed to be the fastest run.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_EstimatesApartFromTheFastestRun_OneOutcomeEach(string policy) => RunBelieving(policy, _ => new FixedLatency(LatencyLimits.MaxNs, 0) { Fastest = 0 });

    private static void RunBelieving(string policy, Func<LinearLatency, ILatencyModel?> believe)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var result = Simulation.Run(RandomCallers.Draw(seed, believe), () => RandomCallers.Create(policy), checks: true);
            Assert.True(result.InSlo <= result.Requests);
            Assert.InRange(result.Utilization, 0, 1);
            // A policy that asks for its next wake over and over decides nothing and costs a core in production.
            Assert.True(result.Events < 40L * (result.Requests + 50), $"seed {seed}: {result.Events} events for {result.Requests} requests");
        }
    }

    private sealed record FixedLatency(long AlphaNs, long BetaNs) : ILatencyModel
    {
        public long? Fastest { get; init; }

        public long EstimateNs(int bucket, int batch) => (AlphaNs * batch) + BetaNs;

        public long FastestNs(int bucket) => Fastest ?? (AlphaNs + BetaNs);
    }
}
