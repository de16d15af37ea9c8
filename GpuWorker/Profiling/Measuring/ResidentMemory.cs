using System.Globalization;
using System.Runtime.InteropServices;

namespace Shepherd.GpuWorker.Profiling.Measuring;

/// <summary>What this process has in memory, and the most it had: from Linux's <c>/proc/self</c>.</summary>
internal static partial class ResidentMemory
{
    public const string Method = "resident memory of the process (VmRSS, VmHWM): before loading, after it, and the most while a batch ran, sizes ascending";

    private const string Status = "/proc/self/status";
    private const string ClearRefs = "/proc/self/clear_refs";

    /// <summary>Sets VmHWM back to what is resident now; see proc(5).</summary>
    private const string ResetPeakCommand = "5";

    private const int BytesPerKb = 1024;

    /// <summary>The system tells both.</summary>
    public static bool IsKnown => File.Exists(Status) && File.Exists(ClearRefs);

    /// <summary>Resident now, after what is free was given back: bytes.</summary>
    public static long Settle()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc keeps less.
        }

        return Read("VmRSS:");
    }

    /// <summary>From now on the peak is counted anew.</summary>
    /// <exception cref="IOException">The system does not let it.</exception>
    public static void ResetPeak() => File.WriteAllText(ClearRefs, ResetPeakCommand);

    /// <summary>The most that was resident since, bytes.</summary>
    public static long PeakBytes() => Read("VmHWM:");

    private static long Read(string key)
    {
        var line = File.ReadLines(Status).First(l => l.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * BytesPerKb;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
