using Shepherd.Core.Planning;
using Shepherd.Simulator.Interference;

namespace Shepherd.Cli.Plan;

/// <summary>A problem that a command was given, and what really happens on shared devices.</summary>
/// <param name="Problem">What to place, and on what.</param>
/// <param name="Traits">What its models do to each other; null to draw them.</param>
internal sealed record PlanInputs(PlanningProblem Problem, IReadOnlyList<InterferenceTraits>? Traits);
