namespace Shepherd.GpuWorker.Intake;

/// <summary>Wakes the one who waits for room in any of several gates. Costs those who make room a look at a flag while nobody waits.</summary>
internal sealed class RoomSignal : IDisposable
{
    private readonly AutoResetEvent _rung = new(false);
    private int _isAwaited;

    /// <summary>There is room; from any thread.</summary>
    public void Ring()
    {
        if (Volatile.Read(ref _isAwaited) != 0 && Interlocked.Exchange(ref _isAwaited, 0) != 0)
            _rung.Set();
    }

    /// <summary>Waits until it rings, unless there is room already; one thread.</summary>
    /// <param name="isThere">Whether there is; asked after whoever makes room knows that somebody waits.</param>
    /// <param name="atMost">Returns by then.</param>
    public void Wait(Func<bool> isThere, TimeSpan atMost)
    {
        Interlocked.Exchange(ref _isAwaited, 1);
        if (!isThere())
            _rung.WaitOne(atMost);
        Interlocked.Exchange(ref _isAwaited, 0);
    }

    public void Dispose() => _rung.Dispose();
}
