using System.Diagnostics;
using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Headroom;
using Shepherd.Simulator.Interference;
using Shepherd.Simulator.Plans;

namespace Shepherd.Cli.Plan;

/// <summary>Makes plans and serves them in the simulator.</summary>
/// <param name="options">How they are simulated; null: they are not.</param>
/// <param name="strength">Factor on what interference adds.</param>
/// <param name="runs">How often, each with a seed of its own; figures are the means.</param>
internal sealed class PlanRunner(PlanSimulationOptions? options, double strength, int runs = 1)
{
    /// <summary>Plans, checks the plan, and simulates it.</summary>
    /// <param name="inputs">What to place, and what really happens.</param>
    /// <param name="method">The planner as it was named, with its variant.</param>
    /// <param name="planner">The planner.</param>
    /// <param name="headroom">Factor on the rates that the planner is told.</param>
    /// <exception cref="InvalidOperationException">The planner made a plan that breaks what every plan must hold.</exception>
    public PlanOutcome Run(PlanInputs inputs, string method, IPlacementPlanner planner, double headroom = 1)
    {
        var problem = inputs.Problem;
        var started = Stopwatch.GetTimestamp();
        var plan = DemandShortfall.Of(problem, DemandHeadroom.Plan(problem, planner, headroom));
        var wall = Stopwatch.GetElapsedTime(started);
        if (PlacementCheck.FindFault(problem, plan) is { } fault)
            throw new InvalidOperationException($"{method} made a plan that cannot be: {fault}");
        var moves = problem.Running is { } running ? PlanMove.Between(problem, running, plan) : null;
        return new PlanOutcome(method, problem, plan, wall, options is null ? null : Simulate(inputs, plan, options), moves);
    }

    private SimulatedFigures Simulate(PlanInputs inputs, PlacementPlan plan, PlanSimulationOptions simulation)
    {
        var results = Enumerable.Range(0, runs).Select(run => Simulate(inputs, plan, simulation with { Seed = simulation.Seed + (ulong)run }, simulation.Seed)).ToList();
        var requests = results.Sum(r => r.Requests);
        return new SimulatedFigures(
            requests,
            results.Average(r => r.GoodputRps),
            requests == 0 ? null : results.Average(r => r.Attainment),
            results.Average(r => r.ComputeUtilization),
            results.Average(r => r.MeanSlowdown),
            simulation.Seed,
            results[0].Digest);
    }

    private PlanSimulationResult Simulate(PlanInputs inputs, PlacementPlan plan, PlanSimulationOptions simulation, ulong traitsSeed) =>
        PlanSimulation.Run(inputs.Problem, plan, new InterferenceTruth(inputs.Problem, inputs.Traits, traitsSeed, strength), simulation);
}
