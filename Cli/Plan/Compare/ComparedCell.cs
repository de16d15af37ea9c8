using Shepherd.Core.Planning;

namespace Shepherd.Cli.Plan.Compare;

/// <summary>One demand, SLO, cluster and objective, and what each planner came to.</summary>
/// <param name="Demand">Name of the workload.</param>
/// <param name="Slo">As it is given, for example <c>5x</c>.</param>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Objective">What was planned for.</param>
/// <param name="Results">By planner, in the order they were given.</param>
internal sealed record ComparedCell(string Demand, string Slo, string Cluster, PlanObjective Objective, IReadOnlyList<ComparedPlan> Results);

/// <summary>What one planner came to.</summary>
/// <param name="Method">The planner.</param>
/// <param name="Outcome">Its plan; null where none of those that were tried meets the demand.</param>
/// <param name="Headroom">Factor on the rates that the planner was told, so that its plan meets the real ones; 1 where it was told the truth.</param>
internal sealed record ComparedPlan(string Method, PlanOutcome? Outcome, double Headroom);
