namespace Shepherd.Core.Planning;

/// <summary>A planner whose plans say what their groups cannot do of what they are sent (<see cref="DemandShortfall"/>), also for want of slack (<see cref="SloSlack"/>), and where they are put together from others' or were made for other rates.</summary>
/// <param name="planner">Makes the plans.</param>
internal sealed class CompletePlanner(IPlacementPlanner planner) : IPlacementPlanner
{
    public string Method => planner.Method;

    public PlacementPlan Plan(PlanningProblem problem) => DemandShortfall.Of(problem, SloSlack.Of(problem, planner.Plan(problem)));
}
