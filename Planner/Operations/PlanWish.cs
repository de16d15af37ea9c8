using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations;

/// <summary>A plan that an operator wants now, once: dwell and the cost of moves do not hold it back.</summary>
/// <param name="Reason">For the plan and the decision log.</param>
/// <param name="Target">Who is to own what, whole (rollback); null: whatever is best now (replan).</param>
internal sealed record PlanWish(string Reason, IReadOnlyList<PlanAssignment>? Target = null);
