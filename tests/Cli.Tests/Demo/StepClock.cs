namespace Shepherd.Cli.Tests.Demo;

/// <summary>A clock that moves only when told, at an odd frequency. Whoever waits for it is let go at once, the clock having moved to the instant waited for.</summary>
internal sealed class StepClock : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _now = TimeSpan.FromSeconds(1000);

    public override long TimestampFrequency => 3_000_000;

    public override long GetTimestamp()
    {
        lock (_gate)
            return (long)(_now.TotalSeconds * TimestampFrequency);
    }

    public void Advance(TimeSpan step)
    {
        lock (_gate)
            _now += step;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Periodic timers are only for status lines: they never tick here.
        if (period == Timeout.InfiniteTimeSpan && dueTime != Timeout.InfiniteTimeSpan)
        {
            Advance(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
