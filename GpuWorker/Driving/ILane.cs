namespace Shepherd.GpuWorker.Driving;

/// <summary>Runs one batch at a time.</summary>
internal interface ILane
{
    /// <summary>Takes a batch; the policy gives one only to an idle lane.</summary>
    void Run(WorkItem[] batch);
}
