using Shepherd.Planner.Backlog;
using Shepherd.Planner.Demand;

namespace Shepherd.Planner.Targets;

/// <summary>Keeps demand and backlog measured, whichever way targets are chosen.</summary>
internal sealed class MeasuringTargets(ITargetPlanner inner, DemandMeter meter, BacklogReckoner backlog) : ITargetPlanner
{
    public TargetPlan? Next(TargetInputs inputs)
    {
        Watch(inputs);
        return inner.Next(inputs);
    }

    public void Watch(TargetInputs inputs)
    {
        meter.Follow(inputs.Groups);
        backlog.Follow(inputs);
    }
}
