using Shepherd.Core.Clockwork;
using Shepherd.Core.Nexus;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Symphony;
using Shepherd.Core.Triton;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Policies;

/// <summary>Cases whose outcome is known: deferred batching from an independent simulation of it, the others from what the papers claim of their parts. 20 s, no overheads, mean of three seeds.</summary>
public class RivalsKnownCasesTests
{
    [Theory]
    [InlineData(25, 1, 0.872)]
    [InlineData(50, 1, 0.986)]
    [InlineData(50, 4, 0.873)]
    public void Run_SymphonyOneModel_ComesNearTheIndependentFigure(int sloMs, double cv, double expected) =>
        Assert.InRange(Attainment(() => new SymphonyPolicy(), 2, One(sloMs, 1400, cv)), expected - 0.015, expected + 0.015);

    [Fact]
    public void Run_SymphonyLongAndShortModel_ComesNearTheIndependentFigure() =>
        Assert.InRange(Attainment(() => new SymphonyPolicy(), 1, LongAndShort), 0.899 - 0.02, 0.899 + 0.02);

    [Fact]
    public void Run_SymphonyFiveModels_ComesNearTheIndependentFigure() =>
        Assert.InRange(Attainment(() => new SymphonyPolicy(), 4, Five), 0.992 - 0.01, 0.992 + 0.01);

    [Fact]
    public void Run_SymphonyTightSlo_DeferringBeatsEveryEagerRival()
    {
        var deferred = Attainment(() => new SymphonyPolicy(), 2, One(25, 1400, 1));
        Assert.True(deferred > 0.01 + Attainment(() => new SymphonyPolicy(new SymphonyOptions { Mode = SymphonyMode.Immediate }), 2, One(25, 1400, 1)));
        Assert.True(deferred > 0.01 + Attainment(() => new ClockworkPolicy(), 2, One(25, 1400, 1)));
        Assert.True(deferred > 0.1 + Attainment(() => new NexusPolicy(), 2, One(25, 1400, 1)));
        Assert.True(deferred > 0.1 + Attainment(() => new TritonPolicy(), 2, One(25, 1400, 1)));
    }

    [Fact]
    public void Run_NexusInOverload_EarlyDropBeatsLazyDrop() =>
        Assert.True(Attainment(() => new NexusPolicy(), 2, One(25, 1400, 1)) > 1.25 * Attainment(() => new NexusPolicy(new NexusOptions { Drop = NexusDrop.Earliest }), 2, One(25, 1400, 1)));

    [Fact]
    public void Run_NexusSaturated_AnswersWhatItsPlanCarries()
    {
        // T = 6 requests a l(6) = 11.696 ms on each of two devices, of 1400 a second; waiting for a batch costs a little of it.
        var planned = 2 * 6 / 0.011696 / 1400;
        Assert.InRange(Attainment(() => new NexusPolicy(), 2, One(25, 1400, 1)), planned - 0.02, planned + 0.005);
    }

    [Fact]
    public void Run_ClockworkBelowSaturation_MissesNextToNothing() =>
        Assert.True(Attainment(() => new ClockworkPolicy(), 4, Five) > 0.998);

    [Fact]
    public void Run_ClockworkAsPublished_IsNoBetterThanOurReading() =>
        Assert.True(Attainment(() => new ClockworkPolicy(), 2, One(25, 1400, 1)) > 0.05 + Attainment(() => new ClockworkPolicy(ClockworkOptions.Published), 2, One(25, 1400, 1)));

    [Fact]
    public void Run_TritonInOverload_UntunedCollapses() =>
        Assert.True(Attainment(() => new TritonPolicy(), 2, One(25, 1400, 1)) > 2 * Attainment(() => new TritonPolicy(TritonOptions.Untuned), 2, One(25, 1400, 1)));

    private static SimulatedModel[] LongAndShort => [Model("a", 1, 40, 250, 10, 1), Model("b", 0.3, 2, 20, 100, 1)];

    private static SimulatedModel[] Five =>
        [Model("a", 1.082, 5.204, 50, 600, 1), Model("b", 0.4, 1.5, 25, 800, 1), Model("c", 3, 12, 150, 120, 1), Model("d", 8, 25, 300, 40, 1), Model("e", 0.2, 1, 10, 500, 1)];

    private static SimulatedModel[] One(int sloMs, double rate, double cv) => [Model("r", 1.082, 5.204, sloMs, rate, cv)];

    private static SimulatedModel Model(string name, double alphaMs, double betaMs, double sloMs, double rate, double cv) =>
        new(name, new LinearLatency((long)(alphaMs * 1e6), (long)(betaMs * 1e6)), (long)(sloMs * 1e6), 1000, new GammaArrivals(rate, cv));

    private static double Attainment(Func<ISchedulingPolicy> policy, int devices, SimulatedModel[] models) =>
        new ulong[] { 100, 200, 300 }.Average(seed => Simulation.Run(new Scenario(models, devices, 20_000_000_000, seed, PreemptionTerms.None), policy).Attainment);
}
