using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>What the lifecycle needs of the worker around it.</summary>
/// <param name="IsAssigned">The plan gives this worker partitions of the group, or it still holds some.</param>
/// <param name="AdoptAsync">The models are others: completes when requests for them may arrive.</param>
/// <param name="Changed">The routes lead elsewhere now, and so much memory of each device is taken.</param>
/// <param name="SettledAsync">All that had changed is done.</param>
internal sealed record LifecycleHooks(
    Func<string, bool> IsAssigned, Func<Task> AdoptAsync, Action<ModelRoutes, long> Changed, Func<ModelRoutes, CancellationToken, Task> SettledAsync)
{
    /// <summary>Before anything serves.</summary>
    public static LifecycleHooks AtStart(Func<string, bool> isAssigned) => new(isAssigned, () => Task.CompletedTask, (_, _) => { }, (_, _) => Task.CompletedTask);
}
