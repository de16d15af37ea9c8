namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Asks one run to end at its next exit point. One flag per run: it stays raised.</summary>
internal sealed class StopFlag
{
    private readonly Lock _lock = new();
    private Action? _stop;
    private bool _requested;
    private bool _abandoned;

    public bool IsRequested => Volatile.Read(ref _requested);

    /// <summary>Nothing of the run is to be kept: one that could stop with its work done may stop sooner without.</summary>
    public bool IsAbandoned => Volatile.Read(ref _abandoned);

    /// <summary>Raises the flag; from any thread, any number of times, before, during or after the run.</summary>
    /// <param name="abandon">Whether the work may be lost. Once said, it stays so.</param>
    public void Request(bool abandon = false)
    {
        lock (_lock)
        {
            _abandoned |= abandon;
            _requested = true;
            // Called under the lock on purpose: Detach must not return while the run's native handle is being used here.
            _stop?.Invoke();
        }
    }

    /// <summary>Registers what ends the run; called at once when the flag is already raised. It must be quick and may not throw.</summary>
    public void Attach(Action stop)
    {
        lock (_lock)
        {
            _stop = stop;
            if (_requested)
                stop();
        }
    }

    /// <summary>Forgets it; once this returns it is not called any more.</summary>
    public void Detach()
    {
        lock (_lock)
            _stop = null;
    }
}
