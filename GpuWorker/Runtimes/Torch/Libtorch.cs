using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>The native half of TorchSharp: in another package, and for systems at least as new as the one that it was built on.</summary>
internal static class Libtorch
{
    private const string Library = "LibTorchSharp";

    private static readonly Lazy<string?> Fault = new(Load);

    /// <summary>Why it cannot be loaded, and what to do; null where it can.</summary>
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
            return LibtorchFault.Explain(missing.Message) ?? $"there is no {Library}, or no libtorch beside it. {LibtorchFault.MissingRemedy}";
        }
        catch (Exception other) when (other is NotSupportedException or TypeInitializationException or EntryPointNotFoundException or TargetInvocationException)
        {
            var cause = other.GetBaseException().Message;
            return LibtorchFault.Explain(cause) ?? $"{cause.Trim().Split('\n')[0].TrimEnd('.')}. {LibtorchFault.MissingRemedy}";
        }
    }
}
