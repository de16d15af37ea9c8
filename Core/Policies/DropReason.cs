namespace Shepherd.Core.Policies;

/// <summary>Why a request is given up.</summary>
public enum DropReason
{
    /// <summary>It can no longer meet its deadline: outcome EXPIRED.</summary>
    Late,

    /// <summary>It was preempted as often as the limit allows: outcome PREEMPT_LIMIT.</summary>
    PreemptLimit,

    /// <summary>Its model left the plan: outcome MODEL_NOT_FOUND.</summary>
    ModelLeft,

    /// <summary>Its tenant sent more than its quota: outcome REJECTED.</summary>
    OverQuota,

    /// <summary>Its producer withdrew it: outcome CANCELLED.</summary>
    Cancelled,
}
