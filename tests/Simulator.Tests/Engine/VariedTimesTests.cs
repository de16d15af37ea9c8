using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine;

/// <summary>Times that vary as they were measured to.</summary>
public class VariedTimesTests
{
    [Fact]
    public void Run_Variation_IsTakenInTurn()
    {
        var model = Model([0, 10_000, 20_000]) with { Variation = [0.5, 2] };
        var result = Simulation.Run(new Scenario([model], 1, 30_000, 1, PreemptionTerms.None), () => new EdfPolicy());
        // 100, 400 and 100 again of a mean of 200.
        Assert.Equal((100 / 1e6, 400 / 1e6), (result.Models[0].P50Ms!.Value, result.Models[0].P99Ms!.Value));
    }

    [Fact]
    public void Stops_Shares_AreTakenInTurnAndBelievedAsAWorkerDoes()
    {
        SimulatedModel[] models = [Model([0]) with { StopShares = [0.25, 0.5] }, Model([0])];
        var varied = new VariedTimes(2);
        Assert.Equal([25L, 50, 25], Enumerable.Range(0, 3).Select(_ => varied.NextStopNs(models, 0, 100)));
        Assert.Null(varied.NextStopNs(models, 1, 100));
        // The second largest of the last stops.
        Assert.Equal((25L, 8), (VariedTimes.BelievedStops(models[0], 8)!.AcknowledgeNs(100), VariedTimes.BelievedStops(models[0], 8)!.ExitPoints));
        Assert.Null(VariedTimes.BelievedStops(models[1], 8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    public void FindFault_VariationThatIsNone_SaysSo(double factor) => Assert.Contains("variations", (Model([0]) with { Variation = [factor] }).FindFault()!, StringComparison.Ordinal);

    private static SimulatedModel Model(IReadOnlyList<long> arrivals) => new("m", new TableLatency([new LatencyPoint(1, 200)]), 5000, 1, new GivenArrivals(arrivals));
}
