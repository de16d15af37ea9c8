namespace Shepherd.Core.Planning.Rivals;

/// <summary>GPUlet-like (Choi et al., ATC'22): a device is at most two partitions of 20, 40, 50, 60, 80 or 100 % of its compute, which models may share in time.</summary>
/// <remarks>
/// As published: models by falling rate; each takes partitions of its knee, beyond which more compute gains little, and for the rest of its rate the least that does; the smallest free
/// partition that is large enough is taken, a whole device is split in two for it; a small rest shares the time of a partition that is there already, where a duty cycle exists in which every
/// batch fits and cycle + batch ≤ SLO; beside another partition a batch is reckoned to run longer. Not as published: that interference is a constant
/// (<see cref="RivalOptions.InterferenceShare"/>), because the regression's inputs, solo L2 and DRAM utilisation, are nothing that a planner here is told; device types are tried by price for
/// goodput; rates are for bursts too (<see cref="RivalOptions"/>).
/// </remarks>
/// <param name="options">Options; null for the defaults.</param>
public sealed class GpuletPlanner(RivalOptions? options = null) : IPlacementPlanner
{
    /// <inheritdoc/>
    public string Method => "gpulet";

    /// <inheritdoc/>
    public PlacementPlan Plan(PlanningProblem problem) => RivalRun.Plan(Method, problem, options ?? new RivalOptions(), r => new GpuletAttempt(r));
}
