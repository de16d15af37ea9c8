namespace Shepherd.GpuWorker.Serving;

/// <summary>
/// Counts who still needs something that is to be given up: requests that wait or run, batches, runs that are kept. Once it is closed nobody new gets in, and when the last one is out it has ended.
/// Without a lock, for any thread.
/// </summary>
internal sealed class Holds
{
    private const long Closed = 1L << 62;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _state;

    /// <summary>Completes when it is closed and nobody holds it.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Holds at this moment.</summary>
    public long Count => Interlocked.Read(ref _state) & ~Closed;

    /// <summary>Takes a hold; false once it is closed.</summary>
    public bool TryTake()
    {
        var state = Interlocked.Read(ref _state);
        while ((state & Closed) == 0)
        {
            var before = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (before == state)
                return true;
            state = before;
        }

        return false;
    }

    /// <summary>A further hold for somebody who acts for one that has one: that keeps it open.</summary>
    public void Take() => Interlocked.Increment(ref _state);

    public void Release()
    {
        if (Interlocked.Decrement(ref _state) == Closed)
            _ended.TrySetResult();
    }

    /// <summary>Lets nobody in any more. Once only.</summary>
    public void Close()
    {
        if (Interlocked.Add(ref _state, Closed) == Closed)
            _ended.TrySetResult();
    }
}
