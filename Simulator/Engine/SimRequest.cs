using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Engine;

/// <summary>A request and what became of it.</summary>
internal sealed class SimRequest : ScheduledRequest
{
    /// <summary>When it was answered; null while it has no outcome, and when it was given up.</summary>
    public long? AnsweredNs { get; set; }

    public DropReason? Dropped { get; set; }

    /// <summary>When its caller withdraws it; null for never.</summary>
    public long? CancelledNs { get; init; }

    public bool HasOutcome => AnsweredNs is not null || Dropped is not null;

    public bool IsInSlo => AnsweredNs <= DeadlineNs;
}
