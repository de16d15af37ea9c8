using System.Diagnostics;
using Shepherd.Cli.Simulate.Progress;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Bounds;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Cli.Simulate;

/// <summary>One policy run on one workload.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Workload">What was served.</param>
/// <param name="Scenario">On what.</param>
/// <param name="Result">What it came to.</param>
/// <param name="Wall">How long the simulation took, without the bound.</param>
internal sealed record SimulationRun(string Policy, Workload Workload, Scenario Scenario, SimulationResult Result, TimeSpan Wall)
{
    /// <summary>Runs it.</summary>
    /// <exception cref="InvalidOperationException">The policy broke a rule; the message says which, and when.</exception>
    /// <exception cref="ArgumentException">The scenario is faulty; the message says what and the remedy.</exception>
    public static SimulationRun Of(string name, Func<ISchedulingPolicy> policy, Workload workload, Scenario scenario, RequestStory? story, bool withBound, bool checks, RunProgress? progress = null)
    {
        if (scenario.FindFault() is { } fault)
            throw new ArgumentException(fault);
        var started = Stopwatch.GetTimestamp();
        var result = Simulation.Run(scenario, progress is null ? policy : () => progress.Watch(policy()), story, checks);
        var wall = Stopwatch.GetElapsedTime(started);
        progress?.Simulated();
        return new SimulationRun(name, workload, scenario, withBound ? result with { BoundInSlo = UpperBound.InSlo(scenario) } : result, wall);
    }
}
