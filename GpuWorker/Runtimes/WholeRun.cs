namespace Shepherd.GpuWorker.Runtimes;

/// <summary>A batch that runs in one piece: once stopped, it can only start anew.</summary>
/// <param name="run">Runs it; see <see cref="IBatchRun.Continue"/>.</param>
internal sealed class WholeRun(Func<StopFlag, BatchOutputs> run) : IBatchRun
{
    public bool CanResume => false;

    public long StateBytes => 0;

    public BatchOutputs Continue(StopFlag stop) => run(stop);

    public void Dispose()
    {
    }
}
