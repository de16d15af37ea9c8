using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>A model on one lane. <see cref="Begin"/>, its runs and <see cref="WarmUp"/> are for one thread at a time; the rest is safe beside them.</summary>
internal interface ILoadedModel : IDisposable
{
    ModelDefinition Definition { get; }

    /// <summary>Pieces that a batch runs in; between two of them it can be suspended. 1: a stopped batch can only start anew.</summary>
    int Segments { get; }

    /// <summary>How long its batches take on an idle device, where that is known without a run. Null: it is measured.</summary>
    ILatencyModel? KnownLatency => null;

    /// <summary>Says why the model cannot run this request (names, datatypes, ranks, extents, byte counts), or null. Looks at no element.</summary>
    string? FindFault(InferenceRequest request);

    /// <summary>The shape that the request runs in, padding included. Only for requests without fault.</summary>
    BucketKey BucketOf(InferenceRequest request);

    /// <summary>Prepares a run of requests of one bucket, at most <c>max_batch</c>; it computes nothing yet. While it is suspended, other runs may begin and end.</summary>
    /// <returns>The run; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">No requests, or too many.</exception>
    IBatchRun Begin(IReadOnlyList<InferenceRequest> batch);

    /// <summary>Makes the configured warm-up runs.</summary>
    /// <exception cref="ModelRunException">The runtime failed.</exception>
    void WarmUp();
}
