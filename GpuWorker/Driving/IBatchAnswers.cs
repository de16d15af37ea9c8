using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Driving;

/// <summary>Takes what batches ended with, on their lanes' threads.</summary>
internal interface IBatchAnswers
{
    /// <summary>Takes the outcomes of requests that ran, and gives the outputs back.</summary>
    /// <param name="batch">The requests: a whole batch, or one request of a batch that failed as a whole.</param>
    /// <param name="outputs">In the batch's order; null where the run failed.</param>
    /// <param name="failure">Why it failed.</param>
    void Give(WorkItem[] batch, BatchOutputs? outputs, Exception? failure);
}
