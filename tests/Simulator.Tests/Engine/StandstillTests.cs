using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Shepherd;
using Shepherd.Simulator.Bounds;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine;

public class StandstillTests
{
    private const long Ms = 1_000_000;

    /// <summary>Where stopping is free and instant, what is stopped for a better batch must not be stopped for again at the same instant.</summary>
    [Theory]
    [InlineData("edf", PreemptionKind.Suspend)]
    [InlineData("edf", PreemptionKind.Restart)]
    [InlineData("shepherd", PreemptionKind.Suspend)]
    [InlineData("shepherd", PreemptionKind.Restart)]
    public void Run_OneModelAndFreePreemption_Ends(string policy, PreemptionKind kind)
    {
        var arrivals = new GivenArrivals([3 * Ms, 10 * Ms, 16 * Ms, 18 * Ms, 20 * Ms, 21 * Ms]);
        var model = new SimulatedModel("m", new LinearLatency(3 * Ms, 10 * Ms), 21 * Ms, 3, arrivals);
        var scenario = new Scenario([model], 1, 22 * Ms, 1, PreemptionTerms.Free(kind));
        var result = Simulation.Run(scenario, () => policy == "edf" ? new EdfPolicy { PreemptsByValue = true } : new ShepherdPolicy(), checks: true);
        Assert.Equal(6, result.Requests);
        Assert.InRange(result.InSlo, 2, UpperBound.InSlo(scenario));
    }

    [Fact]
    public void Run_PolicyWakesForEver_EndsWithThePolicyAndTheInstant()
    {
        var model = new SimulatedModel("m", new LinearLatency(3 * Ms, 10 * Ms), 21 * Ms, 3, new GivenArrivals([3 * Ms]));
        var fault = Assert.Throws<InvalidOperationException>(() => Simulation.Run(new Scenario([model], 1, 22 * Ms, 1, PreemptionTerms.None), () => new Sleepless()));
        Assert.Contains("Sleepless stands still at 3 ms", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Never decides, always wants to be asked.</summary>
    private sealed class Sleepless : ScriptedPolicy
    {
        public override long NextWakeNs => Queued > 0 ? 0 : long.MaxValue;
    }
}
