using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Serving;

/// <summary>A run that keeps its model loaded until it is disposed, on whatever thread and however long after its requests were answered that is.</summary>
internal sealed class HeldRun : IBatchRun
{
    private readonly IBatchRun _run;
    private Holds? _holds;

    /// <param name="run">The run.</param>
    /// <param name="holds">Its model's; somebody else holds it now.</param>
    public HeldRun(IBatchRun run, Holds holds)
    {
        (_run, _holds) = (run, holds);
        holds.Take();
    }

    public bool CanResume => _run.CanResume;

    public long StateBytes => _run.StateBytes;

    public BatchOutputs Continue(StopFlag stop) => _run.Continue(stop);

    public void Dispose()
    {
        _run.Dispose();
        _holds?.Release();
        _holds = null;
    }
}
