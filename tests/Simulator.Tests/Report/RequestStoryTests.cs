using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Report;

public class RequestStoryTests
{
    [Theory]
    [InlineData(PreemptionKind.Restart, "stopped", "dispatched")]
    [InlineData(PreemptionKind.Suspend, "suspended", "resumed")]
    public void Run_PreemptedRequest_TellsEveryStep(PreemptionKind kind, string left, string again)
    {
        var stories = Stories(kind).Where(s => s.Events.Any(e => e.What == left) && s.Events[^1].What == "finished").ToList();
        Assert.NotEmpty(stories);
        foreach (var told in stories.Select(s => s.Events.Select(e => e.What).ToList()))
        {
            Assert.Equal(["arrived", "dispatched", "stopping", left], told[..4]);
            Assert.Contains(again, told[4..]);
        }

        Assert.All(stories, s => Assert.Equal(s.Events.OrderBy(e => e.AtMs), s.Events));
    }

    [Fact]
    public void Run_AnyRequest_HasOneBeginningAndOneEnd()
    {
        var scenario = Case(PreemptionKind.Suspend);
        var result = Simulation.Run(scenario, Policy);
        var ends = Stories(PreemptionKind.Suspend).Select(s => s.Events.Where(e => e.What is "finished" or "dropped").Select(e => e.Detail).ToList()).ToList();
        Assert.Equal(result.Requests, ends.Count);
        Assert.All(ends, e => Assert.Single(e));
        Assert.Equal(result.InSlo, ends.Count(e => e[0].Contains("in time", StringComparison.Ordinal)));
    }

    [Fact]
    public void Run_WithStory_ChangesNoDecision()
    {
        var scenario = Case(PreemptionKind.Restart);
        Assert.Equal(Simulation.Run(scenario, Policy).Digest, Simulation.Run(scenario, Policy, new RequestStory(3)).Digest);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    public void Run_UnknownRequest_SaysHowManyThereAre(long request)
    {
        var fault = Assert.Throws<ArgumentException>(() => Simulation.Run(Case(PreemptionKind.None), Policy, new RequestStory(request)));
        Assert.Contains($"no request {request}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("numbered from 0", fault.Message, StringComparison.Ordinal);
    }

    private static List<RequestStory> Stories(PreemptionKind kind)
    {
        var scenario = Case(kind);
        var stories = Enumerable.Range(0, Simulation.Run(scenario, Policy).Requests).Select(i => new RequestStory(i)).ToList();
        foreach (var story in stories)
            Simulation.Run(scenario, Policy, story);
        return stories;
    }

    private static ISchedulingPolicy Policy() => new EdfPolicy { PreemptsByValue = true };

    /// <summary>Long batches in the way of bursts of short ones, on two groups.</summary>
    private static Scenario Case(PreemptionKind kind)
    {
        var slow = new SimulatedModel("slow", new LinearLatency(1_000_000, 40_000_000), 250_000_000, 8, new GammaArrivals(20, 1));
        var quick = new SimulatedModel("quick", new LinearLatency(300_000, 2_000_000), 20_000_000, 32, new GammaArrivals(400, 4));
        return new Scenario([slow, quick], 2, 500_000_000, 1, PreemptionTerms.Measured(kind)) { GroupDevices = 1 };
    }
}
