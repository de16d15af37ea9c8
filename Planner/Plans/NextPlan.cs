using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>A plan that is to be published.</summary>
/// <param name="Assignments">Who owns what from now on.</param>
/// <param name="Target">Who is to own what once every move has ended, whole; null: what is assigned stays.</param>
/// <param name="ServingGroups">Who leads whom; one that begins with this plan is since the default epoch, and gets the plan's.</param>
/// <param name="Directives">What operators asked for and is in force.</param>
/// <param name="Reason">Why there is a new plan.</param>
internal sealed record NextPlan(
    IReadOnlyList<PlanAssignment> Assignments, IReadOnlyList<PlanAssignment>? Target, IReadOnlyList<ServingGroup> ServingGroups, IReadOnlyList<Directive> Directives, string Reason);
