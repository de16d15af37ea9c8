namespace Shepherd.Schemas.Control;

/// <summary>A planner begins to lead: written to the plan topic, whose order decides. Plans of an older term than the latest claim count no more.</summary>
/// <param name="Planner">Name of the planner.</param>
/// <param name="At">When, by the planner's clock.</param>
/// <param name="Base">Added to the record's offset to make the term: above 0 after the topic was made anew, so that terms never go back.</param>
public sealed record ClaimRecord(string Planner, DateTimeOffset At, long Base)
{
    /// <summary>URL at which the planner takes commands; empty: nowhere, or not said.</summary>
    public string Address { get; init; } = "";

    /// <summary>The term that it begins.</summary>
    /// <param name="offset">Its offset in the plan topic.</param>
    public long TermAt(long offset) => Base + offset;
}
