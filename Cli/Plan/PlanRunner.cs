using System.Diagnostics;
using Shepherd.Core.Planning;
using Shepherd.Simulator.Interference;
using Shepherd.Simulator.Plans;

namespace Shepherd.Cli.Plan;

/// <summary>Makes plans and serves them in the simulator.</summary>
/// <param name="options">How they are simulated; null: they are not.</param>
/// <param name="strength">Factor on what interference adds.</param>
internal sealed class PlanRunner(PlanSimulationOptions? options, double strength)
{
    /// <summary>Plans, checks the plan, and simulates it.</summary>
    /// <param name="inputs">What to place, and what really happens.</param>
    /// <param name="method">The planner.</param>
    /// <param name="headroom">Factor on the rates that the planner is told.</param>
    /// <exception cref="InvalidOperationException">The planner made a plan that breaks what every plan must hold.</exception>
    public PlanOutcome Run(PlanInputs inputs, string method, double headroom = 1)
    {
        var real = inputs.Problem;
        var told = DemandHeadroom.Told(real, headroom);
        var planner = PlannerCatalog.Create(method, new SimulatedGoodput());
        var started = Stopwatch.GetTimestamp();
        var plan = planner.Plan(told);
        var wall = Stopwatch.GetElapsedTime(started);
        if (PlacementCheck.FindFault(told, plan) is { } fault)
            throw new InvalidOperationException($"{method} made a plan that cannot be: {fault}");
        plan = DemandHeadroom.AtRealRates(real, plan, headroom);
        var moves = real.Running is { } running ? PlanMove.Between(real, running, plan) : null;
        return new PlanOutcome(real, plan, wall, options is null ? null : Simulate(inputs, plan, options), moves);
    }

    private SimulatedFigures Simulate(PlanInputs inputs, PlacementPlan plan, PlanSimulationOptions simulation)
    {
        var truth = new InterferenceTruth(inputs.Problem, inputs.Traits, simulation.Seed, strength);
        var result = PlanSimulation.Run(inputs.Problem, plan, truth, simulation);
        return new SimulatedFigures(result.Requests, result.GoodputRps, result.Requests == 0 ? null : result.Attainment, result.ComputeUtilization, result.MeanSlowdown, simulation.Seed, result.Digest);
    }
}
