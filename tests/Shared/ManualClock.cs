namespace Shepherd.Tests.Shared;

/// <summary>A clock that moves only when told. Ticks at an odd rate, so that nobody takes timestamps for ticks.</summary>
public sealed class ManualClock : TimeProvider
{
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond * 7;

    public void Advance(TimeSpan by) => _elapsed += by;

    public override long GetTimestamp() => _elapsed.Ticks * 7;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _elapsed;
}
