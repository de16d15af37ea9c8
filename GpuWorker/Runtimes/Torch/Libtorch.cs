using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>The native half of TorchSharp: in another package, and for systems at least as new as the one that it was built on.</summary>
internal static class Libtorch
{
    private const string Library = "LibTorchSharp";

    private static readonly Lazy<string?> Fault = new(Load);

    /// <summary>Why it cannot be loaded, or null.</summary>
    public static string? FindFault() => Fault.Value;

    private static string? Load()
    {
        try
        {
            // TorchSharp tells all places where it looked, and not what the loader said of the right one.
            NativeLibrary.Load(Library, typeof(torch).Assembly, DllImportSearchPath.SafeDirectories);
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (DllNotFoundException missing)
        {
            var lines = missing.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return (lines.FirstOrDefault(line => line.Contains("version", StringComparison.Ordinal)) ?? $"there is no {Library}, or no libtorch beside it").TrimEnd('.');
        }
        catch (Exception other) when (other is NotSupportedException or TypeInitializationException or EntryPointNotFoundException or TargetInvocationException)
        {
            return other.GetBaseException().Message.Trim().Split('\n')[0].TrimEnd('.');
        }
    }
}
