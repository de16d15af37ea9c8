namespace Shepherd.Planner.Operations.Facts;

/// <summary>Something that happens again and again, for any number of waiters. Thread-safe.</summary>
internal sealed class PlanSignal
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it happens next after this was asked for.</summary>
    public Task Next => _next.Task;

    public void Raise() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
