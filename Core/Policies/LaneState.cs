namespace Shepherd.Core.Policies;

/// <summary>What a policy knows of one lane.</summary>
internal sealed class LaneState
{
    /// <summary>The batch under way; null when the lane is idle.</summary>
    public IReadOnlyList<ScheduledRequest>? Running { get; set; }

    /// <summary>A preemption was asked for and has not been acknowledged.</summary>
    public bool IsStopping { get; set; }

    public bool IsIdle => Running is null;
}
