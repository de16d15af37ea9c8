using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>A plan that is to be published.</summary>
/// <param name="Assignments">Who owns what.</param>
/// <param name="ServingGroups">Who leads whom; one that begins with this plan is since the default epoch, and gets the plan's.</param>
/// <param name="Reason">Why there is a new plan.</param>
internal sealed record NextPlan(IReadOnlyList<PlanAssignment> Assignments, IReadOnlyList<ServingGroup> ServingGroups, string Reason);
