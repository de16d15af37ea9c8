using Shepherd.Core.Planning;

namespace Shepherd.Cli.Plan;

/// <summary>A plan, what it costs and what it answered when it was simulated.</summary>
/// <param name="Method">The planner as it was named, with its variant.</param>
/// <param name="Problem">What was to be placed.</param>
/// <param name="Plan">Where it is.</param>
/// <param name="Wall">How long the planner took.</param>
/// <param name="Simulated">What the simulator says; null where it was not asked.</param>
/// <param name="Moves">From the plan that was given to this one; null where none was.</param>
internal sealed record PlanOutcome(string Method, PlanningProblem Problem, PlacementPlan Plan, TimeSpan Wall, SimulatedFigures? Simulated, IReadOnlyList<PlanMove>? Moves)
{
    public PlanSummary Summary { get; } = PlanSummary.Of(Problem, Plan);

    /// <summary>Part of the used devices' memory that lanes hold.</summary>
    public double MemoryUtilization { get; } = Plan.Devices.Count == 0 ? 0 : Plan.Devices.Average(d => d.Lanes.Sum(l => l.MemoryBytes) / (double)Problem.Devices[d.Pool].Type.MemoryBytes);
}

/// <summary>What the simulator says of a plan.</summary>
/// <param name="Requests">Requests that arrived, those without a place among them.</param>
/// <param name="GoodputRps">Answered in time, per second.</param>
/// <param name="Attainment">Answered in time ÷ arrived; null where none arrived.</param>
/// <param name="ComputeUtilization">Part of the used devices' compute that was busy.</param>
/// <param name="MeanSlowdown">How much longer batches ran than without neighbours; 1 is not at all.</param>
/// <param name="Seed">Of arrivals and routing.</param>
/// <param name="Digest">Of all decisions.</param>
internal sealed record SimulatedFigures(int Requests, double GoodputRps, double? Attainment, double ComputeUtilization, double MeanSlowdown, ulong Seed, string Digest);
