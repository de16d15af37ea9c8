namespace Shepherd.GpuWorker.Control;

/// <summary>Wakes one who waits. Wishes made while nobody waits are one.</summary>
internal sealed class Wish
{
    private readonly SemaphoreSlim _made = new(0, 1);

    /// <summary>From any thread; returns at once.</summary>
    public void Make()
    {
        if (_made.CurrentCount > 0)
            return;
        try
        {
            _made.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else made it at the same moment.
        }
    }

    /// <summary>Waits for a wish, at most so long.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken stop) => _made.WaitAsync(timeout, stop);
}
