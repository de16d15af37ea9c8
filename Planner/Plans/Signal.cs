namespace Shepherd.Planner.Plans;

/// <summary>Wakes one waiter: however often it is set before somebody waits, it is one wake.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
            _semaphore.Release();
    }

    /// <summary>Completes when set, or after the time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken stop)
    {
        if (await _semaphore.WaitAsync(atMost, stop))
            Volatile.Write(ref _isSet, 0);
    }

    public void Dispose() => _semaphore.Dispose();
}
