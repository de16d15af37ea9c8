using Shepherd.Cli.Simulate.Progress;

namespace Shepherd.Cli.Tests.Simulate.Progress;

public sealed class HeartbeatTests
{
    private readonly StringWriter _error = new();
    private readonly HandClock _clock = new();

    [Fact]
    public void Heartbeat_NoTerminal_WritesALineEveryTenSeconds()
    {
        var beats = 0;
        using (new Heartbeat(_error, isTerminal: false, () => $"beat {++beats}", _clock))
        {
            Assert.Equal(TimeSpan.FromSeconds(10), _clock.Period);
            Assert.Empty(_error.ToString());
            _clock.Tick();
            _clock.Tick();
        }

        _clock.Tick();
        Assert.Equal("beat 1\nbeat 2\n", _error.ToString());
    }

    [Fact]
    public void Heartbeat_Terminal_WritesOverItsLineAndWipesItOff()
    {
        using (new Heartbeat(_error, isTerminal: true, () => "half", _clock))
            _clock.Tick();
        Assert.Equal("\r\u001b[Khalf\r\u001b[K", _error.ToString());
    }

    private sealed class HandClock : TimeProvider
    {
        private TimerCallback? _callback;

        public TimeSpan Period { get; private set; }

        public void Tick() => _callback!(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, Period) = (callback, period);
            return new NoTimer();
        }
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
