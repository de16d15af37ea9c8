using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine;

/// <summary>FLEX without overheads on small cases whose attainment an independent simulation of the algorithm gave; 20 s, Poisson, 2 devices, l(b) = 1.082 b + 5.204 ms.</summary>
public class KnownCasesTests
{
    private const double Tolerance = 0.02;

    [Theory]
    [InlineData(25, 800, BatchGeneration.Literal, 3.03, 1.000)]
    [InlineData(25, 800, BatchGeneration.MaxFeasible, 3.03, 0.999)]
    [InlineData(25, 1000, BatchGeneration.Literal, 3.03, 0.915)]
    [InlineData(25, 1000, BatchGeneration.MaxFeasible, 3.03, 0.986)]
    [InlineData(25, 1000, BatchGeneration.Literal, double.PositiveInfinity, 0.922)]
    [InlineData(25, 1000, BatchGeneration.MaxFeasible, double.PositiveInfinity, 0.992)]
    [InlineData(25, 1400, BatchGeneration.Literal, 3.03, 0.305)]
    [InlineData(25, 1400, BatchGeneration.MaxFeasible, 3.03, 0.851)]
    [InlineData(25, 1400, BatchGeneration.Literal, double.PositiveInfinity, 0.307)]
    [InlineData(25, 1400, BatchGeneration.MaxFeasible, double.PositiveInfinity, 0.856)]
    [InlineData(50, 1400, BatchGeneration.MaxFeasible, 3.03, 0.989)]
    [InlineData(50, 1400, BatchGeneration.MaxFeasible, double.PositiveInfinity, 0.995)]
    public void Run_OneModel_ComesWithinTheTolerance(int sloMs, int rate, BatchGeneration batches, double lambda, double expected) =>
        Assert.InRange(Run(sloMs, rate, batches, lambda).Attainment, expected - Tolerance, expected + Tolerance);

    [Fact]
    public void Run_LiteralReadingInOverload_FallsFarBelowTheMaxFeasibleOne()
    {
        // This case swings with the seed (0.36 to 0.48), so only the gap is held: a nearly late head forces tiny batches.
        var literal = Run(50, 1400, BatchGeneration.Literal, 3.03).Attainment;
        Assert.True(Run(50, 1400, BatchGeneration.MaxFeasible, 3.03).Attainment > literal + 0.4);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 0.781)]
    [InlineData(2, 0.880)]
    [InlineData(3.03, 0.820)]
    public void Run_LongAndShortModel_PreemptionPaysAsKnown(double lambda, double expected)
    {
        var mean = Enumerable.Range(1, 60).Average(seed => Mixed((ulong)seed * 100, lambda).Attainment);
        Assert.InRange(mean, expected - Tolerance, expected + Tolerance);
    }

    [Fact]
    public void Run_SameSeed_SameDigestAndAnotherSeedAnother()
    {
        Assert.Equal(Mixed(7, 3.03).Digest, Mixed(7, 3.03).Digest);
        Assert.NotEqual(Mixed(7, 3.03).Digest, Mixed(8, 3.03).Digest);
    }

    private static SimulationResult Run(int sloMs, int rate, BatchGeneration batches, double lambda)
    {
        var model = new SimulatedModel("r", new LinearLatency(1_082_000, 5_204_000), sloMs * 1_000_000L, 1000, new GammaArrivals(rate, 1));
        return Simulation.Run(new Scenario([model], 2, 20_000_000_000, 1, PreemptionTerms.Free(PreemptionKind.Restart)), () => new FlexPolicy(new FlexOptions { Lambda = lambda, Batches = batches }));
    }

    private static SimulationResult Mixed(ulong seed, double lambda)
    {
        var slow = new SimulatedModel("a", new LinearLatency(1_000_000, 40_000_000), 250_000_000, 1000, new GammaArrivals(10, 1));
        var quick = new SimulatedModel("b", new LinearLatency(300_000, 2_000_000), 20_000_000, 1000, new GammaArrivals(100, 1));
        return Simulation.Run(new Scenario([slow, quick], 1, 20_000_000_000, seed, PreemptionTerms.Free(PreemptionKind.Restart)), () => new FlexPolicy(new FlexOptions { Lambda = lambda }));
    }
}
