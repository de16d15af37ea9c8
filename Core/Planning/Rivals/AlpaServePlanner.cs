namespace Shepherd.Core.Planning.Rivals;

/// <summary>AlpaServe-like selective replication (Li et al., OSDI'23, algorithm 1): whole devices that several models share in time.</summary>
/// <remarks>
/// As published: replicas are added one by one, each of the model with the most unserved requests on the device that is used least and has memory for it, while that serves more (the paper's
/// faster heuristic in place of trying every pair). Not as published: what a placement serves is predicted from the devices' time, not simulated; no model parallelism, so every model fits a
/// device or is not served; batches, which the paper leaves out, with 2·T ≤ SLO and one running batch of any neighbour in front of one's own within the SLO; for
/// <see cref="PlanObjective.Cost"/> the fullest device that still has time, and else a new one of the type that is cheapest for its goodput; rates are for bursts too (<see cref="RivalOptions"/>).
/// </remarks>
/// <param name="options">Options; null for the defaults.</param>
public sealed class AlpaServePlanner(RivalOptions? options = null) : IPlacementPlanner
{
    /// <inheritdoc/>
    public string Method => "alpaserve";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem) => RivalRun.Plan(Method, problem, options ?? new RivalOptions(), r => new AlpaServeAttempt(r));
}
