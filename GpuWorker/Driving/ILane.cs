using Shepherd.Core.Policies;

namespace Shepherd.GpuWorker.Driving;

/// <summary>
/// Runs one batch at a time, and tells the driver of each stretch of a run one thing: that the batch finished, or that it was stopped. Batches are known by their array. All of this is for
/// the driver's steps, and returns at once.
/// </summary>
internal interface ILane
{
    /// <summary>Takes a batch, or a part of one that failed; only an idle lane is given one.</summary>
    void Run(WorkItem[] batch);

    /// <summary>Stops the batch under way at its next exit point. One that ends before that has finished.</summary>
    /// <param name="kind"><see cref="PreemptionKind.Suspend"/> to keep what was done, where that is possible; <see cref="PreemptionKind.Restart"/> to give it up.</param>
    void Stop(PreemptionKind kind);

    /// <summary>Goes on with a batch that this lane keeps; the lane is idle.</summary>
    void Resume(WorkItem[] batch);

    /// <summary>Gives up what was done of a batch that this lane keeps.</summary>
    void Discard(WorkItem[] batch);
}
