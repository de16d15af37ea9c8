namespace Shepherd.GpuWorker.Driving;

/// <summary>What the driver is told; one of the three is set.</summary>
/// <param name="Arrived">A request.</param>
/// <param name="Finished">A batch that ran.</param>
/// <param name="Cancelled">A request that is withdrawn.</param>
internal readonly record struct DriverEvent(WorkItem? Arrived = null, FinishedBatch? Finished = null, WorkItem? Cancelled = null);

/// <summary>A batch that ran, well or not.</summary>
/// <param name="Lane">Lane that is idle again.</param>
/// <param name="Batch">Its requests.</param>
/// <param name="DurationNs">How long the run took.</param>
/// <param name="IsMeasure">True when the duration says something about the model: the batch ran to its end.</param>
internal sealed record FinishedBatch(int Lane, IReadOnlyList<WorkItem> Batch, long DurationNs, bool IsMeasure);
