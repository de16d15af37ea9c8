using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Driving;

/// <summary>The runs that wait on a lane, within a budget of device memory. On the lane's thread only.</summary>
/// <param name="budgetBytes">State that may be kept. The policy plans within it; this holds where more is kept than was measured.</param>
internal sealed class SuspendedRuns(long budgetBytes) : IDisposable
{
    private readonly Dictionary<WorkItem[], (IBatchRun Run, long WorkedNs)> _runs = new(ReferenceEqualityComparer.Instance);
    private long _bytes;

    /// <summary>Keeps a run that was stopped, and owns it from then on.</summary>
    /// <param name="batch">Its batch.</param>
    /// <param name="run">The run.</param>
    /// <param name="workedNs">How long it ran.</param>
    /// <returns>False when it cannot go on or its state is more than there is room for; the caller disposes it.</returns>
    public bool TryKeep(WorkItem[] batch, IBatchRun run, long workedNs)
    {
        if (!run.CanResume || _bytes + run.StateBytes > budgetBytes)
            return false;
        _bytes += run.StateBytes;
        _runs.Add(batch, (run, workedNs));
        return true;
    }

    /// <summary>Hands a run out; the caller disposes it.</summary>
    public (IBatchRun Run, long WorkedNs) Take(WorkItem[] batch)
    {
        if (!_runs.Remove(batch, out var kept))
            throw new InvalidOperationException($"the batch of request '{batch[0].Id}' is not suspended on this lane");
        _bytes -= kept.Run.StateBytes;
        return kept;
    }

    public void Dispose()
    {
        foreach (var (run, _) in _runs.Values)
            run.Dispose();
        _runs.Clear();
    }
}
