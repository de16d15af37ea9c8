namespace Shepherd.GpuWorker.Runtimes;

/// <summary>One batch on its way through a model; for one thread at a time. Disposing it gives up whatever it keeps on the device.</summary>
internal interface IBatchRun : IDisposable
{
    /// <summary>After a stop: <see cref="Continue"/> goes on where it stopped. False: the work is lost, and the batch needs a new run.</summary>
    bool CanResume { get; }

    /// <summary>Bytes kept on the device while it is stopped; 0 while it runs, and when it cannot go on.</summary>
    long StateBytes { get; }

    /// <summary>Runs to the end, on the calling thread, from the start or from where it stopped.</summary>
    /// <returns>Outputs per request in the batch's order; the caller disposes them once they are published.</returns>
    /// <exception cref="BatchStoppedException">The flag was raised: nothing was answered.</exception>
    /// <exception cref="ModelRunException">The runtime failed; the run is void.</exception>
    BatchOutputs Continue(StopFlag stop);
}
