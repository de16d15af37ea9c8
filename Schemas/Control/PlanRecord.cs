namespace Shepherd.Schemas.Control;

/// <summary>A plan: which worker owns which request partitions.</summary>
/// <param name="Epoch">Term and number; readers take only a newer one.</param>
/// <param name="Planner">Name of the planner that wrote it.</param>
/// <param name="CreatedAt">When, by the planner's clock.</param>
/// <param name="Reason">Why there is a new plan, for people.</param>
/// <param name="Assignments">Ownership; a partition appears at most once.</param>
public sealed record PlanRecord(
    Epoch Epoch,
    string Planner,
    DateTimeOffset CreatedAt,
    string Reason,
    IReadOnlyList<PlanAssignment> Assignments)
{
    /// <summary>Workers that are scheduled together. A worker in none serves alone; a worker is in one at most. Default none.</summary>
    public IReadOnlyList<ServingGroup> ServingGroups { get; init; } = [];

    /// <summary>Who is to own what once every move of this plan has ended; its owners-to-be load the models now. Default none: what is assigned stays.</summary>
    public IReadOnlyList<PlanAssignment> Target { get; init; } = [];

    /// <summary>What operators asked for and is in force: kept with the plan, so that the next leading planner goes on with it.</summary>
    public IReadOnlyList<Directive> Directives { get; init; } = [];
}

/// <summary>The partitions of one model group that one worker owns.</summary>
/// <param name="Worker">Owner (the lead).</param>
/// <param name="Group">Model group.</param>
/// <param name="Partitions">Partitions of the group's request topic, ascending.</param>
public sealed record PlanAssignment(string Worker, string Group, int[] Partitions);
