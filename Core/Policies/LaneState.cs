namespace Shepherd.Core.Policies;

/// <summary>What a policy knows of one lane.</summary>
internal sealed class LaneState
{
    /// <summary>The batch under way; null when the lane is idle.</summary>
    public LaneRun? Running { get; set; }

    /// <summary>The preemption that was asked for and has not been acknowledged.</summary>
    public PreemptionKind Stopping { get; set; }

    /// <summary>Batches suspended on the lane, in the order they were stopped.</summary>
    public List<LaneRun> Suspended { get; } = [];

    /// <summary>State of the suspended batches, and of one about to be.</summary>
    public long SuspendedBytes { get; set; }

    /// <summary>When a batch was last suspended on the lane.</summary>
    public long SuspendedNs { get; set; } = long.MinValue;

    /// <summary>It takes no batch: it left, or is about to. What runs on it goes on until whoever drives the policy says that it ended.</summary>
    public bool IsClosed { get; set; }

    /// <summary>It can take a batch.</summary>
    public bool IsIdle => Running is null && !IsClosed;

    /// <summary>It runs a batch that can be told to stop.</summary>
    public bool IsStoppable => Running is not null && !IsStopping && !IsClosed;

    public bool IsStopping => Stopping != PreemptionKind.None;
}
