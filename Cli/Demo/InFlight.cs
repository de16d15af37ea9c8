namespace Shepherd.Cli.Demo;

/// <summary>Runs pictures side by side, so many at once; the first that throws shows when waiting for the rest.</summary>
internal sealed class InFlight(int picturesMax)
{
    private readonly SemaphoreSlim _slots = new(picturesMax);
    private readonly List<Task> _running = [];

    /// <summary>Launches that had to wait for a slot.</summary>
    public int HeldBack { get; private set; }

    /// <summary>Waits for a slot and starts the work.</summary>
    public async Task LaunchAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        if (!await _slots.WaitAsync(0, cancellationToken))
        {
            HeldBack++;
            await _slots.WaitAsync(cancellationToken);
        }

        _running.RemoveAll(task => task.IsCompletedSuccessfully);
        _running.Add(RunAsync(work));
    }

    public Task FinishAsync() => Task.WhenAll(_running);

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            _slots.Release();
        }
    }
}
