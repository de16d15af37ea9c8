using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine.Lanes;

public class LaneLatenciesTests
{
    private const long Ms = 1_000_000;

    /// <summary>Two requests at once, one for each lane: lane 0 takes 10 ms and lane 1 30 ms, whatever the scheduler believes.</summary>
    [Fact]
    public void Run_LanesThatDiffer_EachTakesItsOwnTime()
    {
        var believed = new LinearLatency(20 * Ms, 0);
        var model = new SimulatedModel("m", believed, 100 * Ms, 1, new GivenArrivals([0, 0])) { LaneLatencies = [new LinearLatency(10 * Ms, 0), new LinearLatency(30 * Ms, 0)] };
        var scenario = new Scenario([model], 2, 50 * Ms, 1, PreemptionTerms.None);
        var requests = Arrivals.Draw(scenario);
        var run = new GroupRun(scenario, 2, requests, new EdfPolicy());

        run.Run();

        Assert.Equal([10 * Ms, 30 * Ms], requests.Select(r => r.AnsweredNs).Order());
        Assert.Equal([10.0 * Ms, 30.0 * Ms], run.Lanes.Select(l => l.Uses[0].BusyNs));
        Assert.All(run.Lanes, l => Assert.Equal(1, l.Uses[0].MeanBatch));
    }
}
