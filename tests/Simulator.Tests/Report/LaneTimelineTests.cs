using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Grid;
using Shepherd.Simulator.Report.Lanes;

namespace Shepherd.Simulator.Tests.Report;

public sealed class LaneTimelineTests
{
    private const long Ms = 1_000_000;

    [Theory]
    [InlineData(PreemptionKind.None)]
    [InlineData(PreemptionKind.Restart)]
    [InlineData(PreemptionKind.Suspend)]
    public void Of_WholeRun_AgreesWithTheSimulation(PreemptionKind kind)
    {
        var scenario = Pair(kind);
        var result = Simulation.Run(scenario, () => new FlexPolicy());
        var line = LaneTimeline.Of(scenario, () => new FlexPolicy(), 0, long.MaxValue);
        Assert.Equal(result.InSlo, line.Stretches.Sum(s => s.InTime));
        Assert.Equal(result.Requests, line.Dropped + line.Stretches.Where(s => s.End == StretchEnd.Finished).Sum(s => s.Requests));
        Assert.Equal(result.Preemptions, line.Stretches.Count(s => s.End != StretchEnd.Finished));
        Assert.Equal(kind != PreemptionKind.None, line.Stretches.Any(s => s.End != StretchEnd.Finished));
        Assert.Equal(kind == PreemptionKind.Suspend, line.Stretches.Any(s => s.IsResumed));
    }

    [Fact]
    public void Of_Suspended_GoesOnUnderTheSameNumberOnItsLane()
    {
        var line = LaneTimeline.Of(Pair(PreemptionKind.Suspend), () => new FlexPolicy(), 0, long.MaxValue);
        foreach (var resumed in line.Stretches.Where(s => s.IsResumed))
        {
            var before = line.Stretches.Last(s => s.Batch == resumed.Batch && s.EndNs <= resumed.StartNs);
            Assert.Equal((StretchEnd.Suspended, resumed.Lane, resumed.Model, resumed.Requests), (before.End, before.Lane, before.Model, before.Requests));
        }
    }

    [Fact]
    public void Of_Part_KeepsWhatLiesInIt()
    {
        var line = LaneTimeline.Of(Pair(PreemptionKind.Restart), () => new FlexPolicy(), 500 * Ms, 600 * Ms);
        Assert.NotEmpty(line.Stretches);
        Assert.All(line.Stretches, s => Assert.True(s.EndNs > 500 * Ms && s.StartNs < 600 * Ms));
    }

    [Fact]
    public void Of_SeveralGroups_SaysSo() =>
        Assert.Contains("of one serving group", Assert.Throws<ArgumentException>(() => LaneTimeline.Of(Pair(PreemptionKind.None) with { Devices = 13 }, () => new FlexPolicy(), 0, 1)).Message, StringComparison.Ordinal);

    private static Scenario Pair(PreemptionKind kind) =>
        new GridCell(GridWorkloads.BuiltIn.Single(w => w.Name == "pair-cv1"), 5, 0.9, 2).ToScenario(GridSize.Quick, seed: 1) with { Preemption = PreemptionTerms.Measured(kind) };
}
