using Shepherd.Core.Planning;
using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Plans.Workloads;

/// <summary>Something to plan, and the truth to judge plans by.</summary>
/// <param name="Problem">Its estimator knows durations alone, never the interference.</param>
/// <param name="Traits">What models do to each other, in the order of the problem's models.</param>
public sealed record PlanningWorkload(PlanningProblem Problem, IReadOnlyList<InterferenceTraits> Traits)
{
    /// <summary>What happens on shared devices.</summary>
    /// <param name="strength">As of <see cref="InterferenceTruth"/>.</param>
    public InterferenceTruth Truth(double strength = 1) => new(Problem, Traits, strength: strength);
}
