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

    private readonly bool _hasTarget;

    /// <summary>Who is to own what once every move of this plan has ended; its owners-to-be load the models now. Where it is empty, <see cref="HasTarget"/> says what that means.</summary>
    public IReadOnlyList<PlanAssignment> Target { get; init; } = [];

    /// <summary>True: <see cref="Target"/> is whole, and what it does not name is to be nobody's, all of it where it is empty (every model group is paused). False: what is assigned stays. Default: whether the target names anything.</summary>
    public bool HasTarget
    {
        get => _hasTarget || Target.Count > 0;
        init => _hasTarget = value;
    }

    /// <summary>Who is to own what once every move of this plan has ended: the target, or what is assigned where there is none.</summary>
    public IReadOnlyList<PlanAssignment> Wanted => HasTarget ? Target : Assignments;

    /// <summary>A worker silent for this long has lost its partitions: no lease may be longer, ms; 0: not said.</summary>
    public int WorkerTtlMs { get; init; }

    /// <summary>What operators asked for and is in force: kept with the plan, so that the next leading planner goes on with it.</summary>
    public IReadOnlyList<Directive> Directives { get; init; } = [];
}

/// <summary>The partitions of one model group that one worker owns.</summary>
/// <param name="Worker">Owner (the lead).</param>
/// <param name="Group">Model group.</param>
/// <param name="Partitions">Partitions of the group's request topic, ascending.</param>
public sealed record PlanAssignment(string Worker, string Group, int[] Partitions);
