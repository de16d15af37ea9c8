using System.Runtime.InteropServices;

namespace Shepherd.GpuWorker.Ownership;

/// <summary>Nanoseconds that never step back and go on while the process is stopped and, on Linux, while the machine sleeps: whoever wakes up must see that time has passed.</summary>
/// <param name="time">Clock where there is no such one of the system's.</param>
internal sealed partial class LeaseClock(TimeProvider time)
{
    /// <summary><c>CLOCK_BOOTTIME</c>: as the monotonic one, but a machine's sleep counts.</summary>
    private const int BootTime = 7;

    private const long NsPerSecond = 1_000_000_000;

    private readonly bool _isBootTime = time == TimeProvider.System && OperatingSystem.IsLinux() && ReadClock(BootTime, out _) == 0;
    private readonly long _origin = time.GetTimestamp();

    public long NowNs
    {
        get
        {
            if (!_isBootTime)
                return time.GetElapsedTime(_origin).Ticks * TimeSpan.NanosecondsPerTick;
            _ = ReadClock(BootTime, out var now);
            return (now.Seconds * NsPerSecond) + now.Nanoseconds;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ReadClock(int clock, out Instant now);

    /// <summary><c>struct timespec</c> of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Instant
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
