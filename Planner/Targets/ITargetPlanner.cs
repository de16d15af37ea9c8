namespace Shepherd.Planner.Targets;

/// <summary>Says who is to own what once every move has ended. How partitions get there is the hand-over's affair. Called by the planning loop alone, on every event and at its interval: quick where nothing changed.</summary>
internal interface ITargetPlanner
{
    /// <summary>The target from here on, or null when the running one stands (and it is too early to say, or measurements are missing).</summary>
    TargetPlan? Next(TargetInputs inputs);

    /// <summary>Only looks, in a planner that follows: whoever asks it what waits has an answer, and it knows the demand when it leads.</summary>
    void Watch(TargetInputs inputs)
    {
    }
}
