using Shepherd.Simulator.ControlPlane;
using Xunit.Abstractions;

namespace Shepherd.Simulator.Tests.ControlPlane;

public class ControlPlaneSimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 2000;

    /// <summary>The rarest flaw shows within some hundreds.</summary>
    private const int SeedsOfFlaws = 1000;

    [Fact]
    public void Run_EveryPartyFails_EveryRequestIsAnsweredAndEveryPartitionIsWhereItBelongs()
    {
        var results = new ControlPlaneResult[Seeds];
        Parallel.For(0, Seeds, i => results[i] = ControlPlaneSimulation.Run(new ControlPlaneScenario((ulong)i)));
        var scenario = new ControlPlaneScenario(0);
        Assert.All(results, r => Assert.Equal(scenario.Groups * scenario.PartitionsPerGroup * scenario.RequestsPerPartition, r.Answered));
        // The faults are there: plans, takeovers and repeats happen.
        Assert.True(results.Average(r => r.Plans) > 20, "plans change");
        Assert.True(results.Sum(r => r.Moves) > 0, "partitions are taken from silent workers");
        Assert.True(results.Sum(r => r.Repeats) > 0, "what they had answered and not committed is answered again");
        output.WriteLine(FormattableString.Invariant(
            $"{Seeds} seeds: {results.Average(r => r.Plans):0.#} plans, {results.Average(r => r.Moves):0.#} takeovers, {results.Average(r => r.Repeats):0.#} repeats a run; settled after {results.Average(r => r.SettledNs) / 1e9:0.##} s, at most {results.Max(r => r.SettledNs) / 1e9:0.##} s"));
    }

    [Fact]
    public void Run_SameSeed_SameDigest()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var first = ControlPlaneSimulation.Run(new ControlPlaneScenario(seed));
            Assert.Equal(first, ControlPlaneSimulation.Run(new ControlPlaneScenario(seed)));
            Assert.NotEqual(first.Digest, ControlPlaneSimulation.Run(new ControlPlaneScenario(seed + 1000)).Digest);
        }
    }

    [Theory]
    [InlineData(nameof(ProtocolFlaw.AssignBeforeRelease), "which")]
    [InlineData(nameof(ProtocolFlaw.IgnoreFence), "")]
    [InlineData(nameof(ProtocolFlaw.ServeWithoutLease), "without a lease")]
    [InlineData(nameof(ProtocolFlaw.RevokeBeforeWarm), "which never had the models")]
    [InlineData(nameof(ProtocolFlaw.ResumeUnderOldPlan), "")]
    [InlineData(nameof(ProtocolFlaw.TrustOwnEars), "")]
    [InlineData(nameof(ProtocolFlaw.CommitToTheLast), "goes back")]
    [InlineData(nameof(ProtocolFlaw.ReleaseUncommitted), "releases")]
    public void Run_ProtocolBroken_IsCaught(string flaw, string message)
    {
        var broken = Enum.Parse<ProtocolFlaw>(flaw);
        var scenario = new ControlPlaneScenario(0) { Flaw = broken };
        // A commit must be under way for long to arrive after somebody else's.
        if (broken == ProtocolFlaw.CommitToTheLast)
            scenario = scenario with { TransitMaxNs = 2500 * Span.Ms };
        ControlPlaneException? caught = null;
        for (ulong seed = 0; seed < SeedsOfFlaws && caught is null; seed++)
        {
            try
            {
                ControlPlaneSimulation.Run(scenario with { Seed = seed });
            }
            catch (ControlPlaneException e)
            {
                caught = e;
            }
        }

        Assert.NotNull(caught);
        output.WriteLine(caught.Message);
        Assert.Contains(message, caught.Message, StringComparison.Ordinal);
    }
}
