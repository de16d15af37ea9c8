namespace Shepherd.Schemas.Control;

/// <summary>One line of the decision log.</summary>
/// <param name="Kind">What was decided.</param>
/// <param name="At">When, by the decider's clock.</param>
/// <param name="By">Planner or worker that decided.</param>
/// <param name="Epoch">Plan in force.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record DecisionRecord(DecisionKind Kind, DateTimeOffset At, string By, Epoch Epoch, string Reason)
{
    /// <summary>Model concerned; empty when none.</summary>
    public string Model { get; init; } = "";

    /// <summary>Requests concerned, by id.</summary>
    public IReadOnlyList<string> Requests { get; init; } = [];

    /// <summary>What the decider expected it to take, milliseconds; null when it takes no time.</summary>
    public double? PredictedMs { get; init; }

    /// <summary>What it took, milliseconds; null when not known yet.</summary>
    public double? ActualMs { get; init; }
}

/// <summary>Kinds of decisions.</summary>
public enum DecisionKind
{
    /// <summary>A kind of a newer release.</summary>
    Unknown,

    /// <summary>A new plan.</summary>
    Plan,

    /// <summary>A partition changed its owner.</summary>
    Move,

    /// <summary>A batch was dispatched.</summary>
    Batch,

    /// <summary>A running batch was stopped.</summary>
    Preempt,

    /// <summary>A request was given up.</summary>
    Drop,
}
