using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>A model on one lane. <see cref="Run"/> and <see cref="WarmUp"/> are for one thread at a time; the rest is safe beside them.</summary>
internal interface ILoadedModel : IDisposable
{
    ModelDefinition Definition { get; }

    /// <summary>Says why the model cannot run this request (names, datatypes, ranks, extents, byte counts), or null. Looks at no element.</summary>
    string? FindFault(InferenceRequest request);

    /// <summary>The shape that the request runs in, padding included. Only for requests without fault.</summary>
    BucketKey BucketOf(InferenceRequest request);

    /// <summary>Runs requests of one bucket, at most <c>max_batch</c>, on the calling thread.</summary>
    /// <returns>Outputs per request in the batch's order; the caller disposes them once they are published.</returns>
    /// <exception cref="BatchStoppedException">The flag was raised: nothing was answered, the batch may run again.</exception>
    /// <exception cref="ModelRunException">The runtime failed.</exception>
    BatchOutputs Run(IReadOnlyList<InferenceRequest> batch, StopFlag stop);

    /// <summary>Makes the configured warm-up runs.</summary>
    /// <exception cref="ModelRunException">The runtime failed.</exception>
    void WarmUp();
}
