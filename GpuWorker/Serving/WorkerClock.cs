namespace Shepherd.GpuWorker.Serving;

/// <summary>Unix time that never steps: the wall clock read once, carried on by the monotonic one.</summary>
internal sealed class WorkerClock(TimeProvider time)
{
    private const long NsPerTick = 100;

    private readonly long _originNs = ToUnixNs(time.GetUtcNow());
    private readonly long _origin = time.GetTimestamp();

    /// <summary>Nanoseconds since 1970.</summary>
    public long NowNs => _originNs + (time.GetElapsedTime(_origin).Ticks * NsPerTick);

    public DateTimeOffset Now => time.GetUtcNow();

    public static long ToUnixNs(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks * NsPerTick;
}
