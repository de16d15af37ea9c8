using System.Runtime.InteropServices;

namespace Shepherd.GpuWorker.Driving;

/// <summary>Which logical processors threads run on. Only Linux is asked; elsewhere nothing can be pinned.</summary>
internal static partial class CoreAffinity
{
    /// <summary>Bytes of a mask: 8192 processors, more than the kernel is built for.</summary>
    private const int MaskBytes = 1024;

    /// <summary>Of the calling thread.</summary>
    private const int ThisThread = 0;

    /// <summary>Logical processors that the calling thread may use, ascending: under a cpuset fewer than the machine has.</summary>
    public static IReadOnlyList<int> Available()
    {
        var mask = new byte[MaskBytes];
        return OperatingSystem.IsLinux() && GetAffinity(ThisThread, MaskBytes, mask) >= 0
            ? [.. Enumerable.Range(0, MaskBytes * 8).Where(core => (mask[core / 8] & (1 << (core % 8))) != 0)]
            : [];
    }

    /// <summary>Keeps the calling thread on some processors, and the native threads that it starts; .NET gives each of its own all of them.</summary>
    /// <exception cref="InvalidOperationException">The system does not let it.</exception>
    public static void Pin(IReadOnlyList<int> cores)
    {
        var mask = new byte[MaskBytes];
        foreach (var core in cores)
            mask[core / 8] |= (byte)(1 << (core % 8));
        if (SetAffinity(ThisThread, MaskBytes, mask) != 0)
            throw new InvalidOperationException($"a lane's thread cannot be kept on processors {string.Join(", ", cores)} (errno {Marshal.GetLastPInvokeError()}): start the worker without pinning");
    }

    // The C library's wrapper gives 0 where the kernel gives the size of its mask; both are success.
    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nint bytes, byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint bytes, byte[] mask);
}
