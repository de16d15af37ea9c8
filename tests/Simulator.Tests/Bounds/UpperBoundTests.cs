using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Bounds;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Bounds;

public class UpperBoundTests
{
    private const int Instances = 10_000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void InSlo_RandomTinyInstance_IsNeverBelowTheOptimum(int seed, bool ownDeadlines)
    {
        var random = new SeededRandom((ulong)seed);
        var (bounds, optima) = (0L, 0L);
        for (var i = 0; i < Instances; i++)
        {
            var instance = RandomInstance.Draw(random, ownDeadlines);
            var whole = ExactOptimum.InSlo(instance.Models, instance.Requests, instance.Devices);
            var suspending = SuspendingOptimum.InSlo(instance.Models, instance.Requests, instance.Devices);
            var bound = UpperBound.InSlo(instance.Models, instance.Requests, instance.Devices);
            Assert.True(whole <= suspending && suspending <= bound && bound <= instance.Requests.Count, $"{whole} <= {suspending} <= {bound}: {instance}");
            (bounds, optima) = (bounds + bound, optima + suspending);
        }

        // Valid is easy; this holds that it says something, too.
        Assert.InRange((double)bounds / optima, 1, 1.1);
    }

    [Fact]
    public void InSlo_RequestsFarApart_EachTakesItsWholeLatency()
    {
        // A batch of 10 would take 1.9 ms each, but nobody is there to share it: 10 ms each, and windows that hold no more than one.
        var model = Model(1, 9, 100, 10);
        var requests = Enumerable.Range(0, 10).Select(i => Window(i * 200, 9)).ToList();
        Assert.Equal(0, UpperBound.InSlo([model], requests, 1));
        Assert.Equal(10, UpperBound.InSlo([model], [.. requests.Select(r => r with { DeadlineNs = r.ArrivalNs + 10_000_000 })], 1));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 6)]
    [InlineData(3, 8)]
    public void InSlo_MoreThanFits_CountsWhatFits(int devices, int expected)
    {
        // Batches of one: 10 ms each in windows of 30 ms.
        var model = Model(10, 0, 30, 1);
        Assert.Equal(expected, UpperBound.InSlo([model], [.. Enumerable.Repeat(Window(0, 30), 8)], devices));
    }

    [Fact]
    public void InSlo_CheapAndDearModelInOverload_TakesTheCheapFirst()
    {
        var (cheap, dear) = (Model(1, 0, 30, 1), Model(10, 0, 30, 1));
        var requests = Enumerable.Repeat(Window(0, 30), 20).Concat(Enumerable.Repeat(Window(0, 30) with { Model = 1 }, 3)).ToList();
        Assert.Equal(21, UpperBound.InSlo([cheap, dear], requests, 1));
    }

    [Fact]
    public void InSlo_Scenario_IsThatOfItsArrivals()
    {
        var scenario = new Scenario([Model(1, 5, 25, 8) with { Arrivals = new GammaArrivals(300, 4) }], 1, 10_000_000_000, 3, PreemptionTerms.Free(PreemptionKind.Restart));
        var result = Simulation.Run(scenario, () => new FlexPolicy()) with { BoundInSlo = UpperBound.InSlo(scenario) };
        Assert.InRange(result.BoundInSlo!.Value, result.InSlo, result.Requests);
        Assert.Equal((double)result.InSlo / result.BoundInSlo.Value, result.ShareOfBound);
        Assert.Null((result with { BoundInSlo = null }).ShareOfBound);
        Assert.Equal(1, (result with { InSlo = 0, BoundInSlo = 0 }).ShareOfBound);
    }

    [Fact]
    public void InSlo_NoRequests_IsNone() => Assert.Equal(0, UpperBound.InSlo([Model(1, 1, 10, 1)], [], 1));

    [Theory]
    [InlineData(1, 0, "model 1")]
    [InlineData(0, -1, "-1 ns")]
    [InlineData(0, long.MaxValue, "64 bits")]
    public void InSlo_FaultyRequest_NamesTheFault(int model, long arrivalNs, string named)
    {
        var fault = Assert.Throws<ArgumentException>(() => UpperBound.InSlo([Model(1, 1, 10, 1)], [new RequestWindow(model, arrivalNs, arrivalNs)], 2));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    private static SimulatedModel Model(int alphaMs, int betaMs, int sloMs, int maxBatch) =>
        new("m", new LinearLatency(alphaMs * 1_000_000, betaMs * 1_000_000), sloMs * 1_000_000L, maxBatch, new GammaArrivals(1, 1));

    private static RequestWindow Window(int atMs, int slackMs) => new(0, atMs * 1_000_000L, (atMs + slackMs) * 1_000_000L);
}
