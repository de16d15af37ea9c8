namespace Shepherd.Core.Planning.Rivals;

/// <summary>
/// ParvaGPU-like (Lee et al., SC'24): a device is cut into sevenths, of which segments take 1, 2, 3, 4 or 7; a segment runs one model in 1 to 3 processes.
/// </summary>
/// <remarks>
/// As published: the segment of a model is the one with the most goodput per slice among those with T &lt; 0.9 · SLO ÷ 2; as many of them as the rate fills, and for the rest the smallest that
/// does; segments are put on devices by falling size, first fit; then little-used devices are emptied into the gaps of others, segments being cut into small ones where that helps. Memory goes
/// by eighths (1, 2, 4, 4, 8), as MIG has it. Not as published: a process's time on its part of a slice comes from the estimator (a measured table there); slices are taken to exist on every
/// device type; a model that no segment serves within 0.9 · SLO ÷ 2 gets whole devices with T ≤ SLO at half rate; types are chosen by price for goodput, and rates are for bursts
/// too (<see cref="RivalOptions"/>). That slices share neither caches nor memory bandwidth is for the simulation to grant.
/// </remarks>
/// <param name="options">Options; null for the defaults.</param>
public sealed class ParvaPlanner(RivalOptions? options = null) : IPlacementPlanner
{
    /// <inheritdoc/>
    public string Method => "parva";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem) => RivalRun.Plan(Method, problem, options ?? new RivalOptions(), r => new ParvaAttempt(r));
}
