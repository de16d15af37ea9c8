namespace Shepherd.Schemas;

/// <summary>What became of a request. Each request gets exactly one.</summary>
public enum Outcome
{
    /// <summary>Answered. The only outcome with outputs.</summary>
    Ok,

    /// <summary>Could not, or can no longer, be answered by its deadline.</summary>
    Expired,

    /// <summary>Refused for load: a queue or quota is full. A retry may succeed.</summary>
    Rejected,

    /// <summary>The request itself is wrong; a retry of the same bytes fails again.</summary>
    Invalid,

    /// <summary>No such model or version.</summary>
    ModelNotFound,

    /// <summary>The model ran and failed, or its result cannot be published.</summary>
    RuntimeError,

    /// <summary>Withdrawn by its producer.</summary>
    Cancelled,

    /// <summary>Preempted more often than the attempt limit allows.</summary>
    PreemptLimit,
}
