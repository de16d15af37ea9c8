using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Hybrid;
using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Plans;

/// <summary>
/// Values plans by serving their demand on virtual time for a while, as a planner may: with the durations that it believes, neighbours being a constant (<see cref="CautiousEstimator"/>), never with the law that
/// plans are judged by.
/// </summary>
/// <param name="requestsMax">Requests of one simulation, at most.</param>
/// <param name="seed">Of the arrivals; another than that which plans are judged with.</param>
public sealed class SimulatedGoodput(int requestsMax = SimulatedGoodput.RequestsMaxDefault, ulong seed = 7919) : IPlanEvaluator
{
    /// <summary>Enough that queues of an overloaded plan are as long as they become, few enough for half a second.</summary>
    public const int RequestsMaxDefault = 100_000;

    /// <summary>Longer shows no more of a plan.</summary>
    private const long DurationNs = 4_000_000_000;

    /// <inheritdoc/>
    public double GoodputRps(PlanningProblem problem, PlacementPlan plan, int trial)
    {
        var cautious = problem with { Estimator = new CautiousEstimator(problem.Estimator, CautiousEstimator.PerNeighbourDefault) };
        var truth = new InterferenceTruth(cautious, strength: 0);
        // Bursty arrivals of some seconds are more or fewer than the mean rate says: the share that was answered tells plans apart.
        var attainment = PlanSimulation.Run(cautious, plan, truth, new PlanSimulationOptions { DurationNs = DurationNs, RequestsMax = requestsMax, Seed = seed + (ulong)trial }).Attainment;
        return attainment * problem.Streams.Sum(s => s.RateRps);
    }
}
