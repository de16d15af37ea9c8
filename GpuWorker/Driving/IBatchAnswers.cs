using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Driving;

/// <summary>Takes what batches ended with, on their lanes' threads.</summary>
internal interface IBatchAnswers
{
    /// <summary>Takes the outcomes of requests that ran, and gives the outputs back.</summary>
    /// <param name="batch">The requests: a whole batch, or a part of one that failed as a whole.</param>
    /// <param name="outputs">In the batch's order; null where the run failed.</param>
    /// <param name="failure">Why it failed.</param>
    void Give(WorkItem[] batch, BatchOutputs? outputs, Exception? failure);

    /// <summary>Several requests failed together, which is nobody's outcome where a driver hears of it and runs them in parts. Who has no such driver passes it on as their outcome.</summary>
    /// <param name="batch">The requests.</param>
    /// <param name="failure">Why.</param>
    void FailedTogether(WorkItem[] batch, Exception failure) => Give(batch, null, failure);
}
