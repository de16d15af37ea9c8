using Shepherd.Core.Policies;
using Shepherd.Simulator.Report;

namespace Shepherd.Simulator.Engine;

/// <summary>Drives policies on virtual time: one per serving group. The same scenario gives the same decisions.</summary>
public static class Simulation
{
    /// <summary>Runs a scenario to its end.</summary>
    /// <param name="scenario">What to serve.</param>
    /// <param name="policy">Makes a fresh policy; called once per serving group.</param>
    /// <exception cref="ArgumentException">The scenario is wrong; the message says how.</exception>
    /// <exception cref="InvalidOperationException">The policy broke an invariant: a request twice, a busy lane, a mixed batch.</exception>
    public static SimulationResult Run(Scenario scenario, Func<ISchedulingPolicy> policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (scenario.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(scenario));
        var requests = Arrivals.Draw(scenario);
        var sizes = Arrivals.GroupSizes(scenario);
        var dealt = Arrivals.Deal(scenario, requests, sizes);
        var totals = new RunTotals();
        for (var group = 0; group < sizes.Length; group++)
            totals.Add(new GroupRun(scenario, sizes[group], dealt[group], policy()).Run());
        return SimulationResult.Of(scenario, requests, totals);
    }
}
