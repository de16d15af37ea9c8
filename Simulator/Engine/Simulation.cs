using Shepherd.Core.Policies;
using Shepherd.Simulator.Report;

namespace Shepherd.Simulator.Engine;

/// <summary>Drives policies on virtual time: one per serving group. The same scenario gives the same decisions.</summary>
public static class Simulation
{
    /// <summary>Runs a scenario to its end.</summary>
    /// <param name="scenario">What to serve.</param>
    /// <param name="policy">Makes a fresh policy; called once per serving group.</param>
    /// <param name="story">Follows one request; null for none.</param>
    /// <param name="checks">Checks every step, which takes a multiple of the time: each request in one place, no batch or lane past its limits, no wake in the past.</param>
    /// <exception cref="ArgumentException">The scenario is wrong, or has no request of the story's number; the message says how.</exception>
    /// <exception cref="InvalidOperationException">The policy broke an invariant (a request twice, a busy lane, a mixed batch) or stands still; the message names request or lane and the instant.</exception>
    public static SimulationResult Run(Scenario scenario, Func<ISchedulingPolicy> policy, RequestStory? story = null, bool checks = false)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (scenario.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(scenario));
        var requests = Arrivals.Draw(scenario);
        if (story is not null && (story.Request < 0 || story.Request >= requests.Count))
            throw new ArgumentException($"there is no request {story.Request}: the scenario has {requests.Count}, numbered from 0 in the order they arrive");
        var sizes = Arrivals.GroupSizes(scenario);
        var dealt = Arrivals.Deal(scenario, requests, sizes);
        var totals = new RunTotals();
        var devices = 0;
        for (var group = 0; group < sizes.Length; group++)
        {
            totals.Add(new GroupRun(scenario, sizes[group], dealt[group], policy(), story, checks, devices).Run());
            devices += sizes[group];
        }

        return SimulationResult.Of(scenario, requests, totals);
    }
}
