using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine;

/// <summary>The way back of results counts for the client, and no scheduler knows of it.</summary>
public class AnswerTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(40, 1)]
    [InlineData(41, 0)]
    public void Run_AnswerOnItsWay_IsInSloIfItIsThereInTime(long answerNs, int expected)
    {
        var result = Run(answerNs);
        Assert.Equal(expected, result.InSlo);
        Assert.Equal((60 + answerNs) / 1e6, result.Models[0].P50Ms);
        // Nothing else changes: the lane is free, and the decisions are the same.
        Assert.Equal(Run(0).Digest, result.Digest);
    }

    private static SimulationResult Run(long answerNs) => Simulation.Run(
        new Scenario([new SimulatedModel("m", new TableLatency([new LatencyPoint(1, 60)]), 100, 1, new GivenArrivals([0])) { AnswerNs = answerNs }], 1, 1000, 1, PreemptionTerms.None), () => new EdfPolicy());
}
