namespace Shepherd.GpuWorker.Driving;

/// <summary>What the driver is told; one of these is set, or none where only time passed.</summary>
/// <param name="Arrived">A request.</param>
/// <param name="Finished">A batch that ran.</param>
/// <param name="Cancelled">A request that is withdrawn.</param>
/// <param name="Preempted">A batch that was stopped.</param>
/// <param name="Lanes">Lanes that came or went.</param>
/// <param name="Changed">Other models are to be served; completed once the policy knows them.</param>
/// <param name="Asked">Somebody wants to look at what is the driver's: called once.</param>
internal readonly record struct DriverEvent(
    WorkItem? Arrived = null,
    FinishedBatch? Finished = null,
    WorkItem? Cancelled = null,
    PreemptedBatch? Preempted = null,
    LaneChange? Lanes = null,
    TaskCompletionSource? Changed = null,
    Action? Asked = null);

/// <summary>A batch that ran, or a part of one that failed, well or not.</summary>
/// <param name="Lane">Lane that is idle again.</param>
/// <param name="Batch">Its requests.</param>
/// <param name="DurationNs">How long the run took, without pauses.</param>
/// <param name="IsMeasure">True when the duration says something about the model: the batch ran to its end.</param>
/// <param name="Failure">Why it failed; null when it ran well. One request alone has its outcome by that; several have none yet, and run again in parts.</param>
internal sealed record FinishedBatch(int Lane, IReadOnlyList<WorkItem> Batch, long DurationNs, bool IsMeasure, Exception? Failure = null);

/// <summary>A batch that was stopped before its end: none of its requests is answered.</summary>
/// <param name="Lane">Lane that is idle again.</param>
/// <param name="Batch">Its requests.</param>
/// <param name="IsKept">The lane keeps what was done, and <see cref="ILane.Resume"/> goes on with it; else the batch must start anew.</param>
internal sealed record PreemptedBatch(int Lane, IReadOnlyList<WorkItem> Batch, bool IsKept);
