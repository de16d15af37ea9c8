using System.Runtime.InteropServices;

namespace Shepherd.Onnx;

/// <summary>ONNX Runtime reports its use to its makers, from 1.2x on Linux too, and keeps an identifier in the user's cache: a server that its owners did not tell to does neither.</summary>
public static partial class OrtTelemetry
{
    private const string Switch = "ORT_DISABLE_TELEMETRY";

    /// <summary>Turns it off in this process, before the library is loaded. Whoever has set the variable has decided already.</summary>
    public static void Off()
    {
        if (Environment.GetEnvironmentVariable(Switch) is not null)
            return;
        // For the processes that are started from here.
        Environment.SetEnvironmentVariable(Switch, "1");
        // Elsewhere than on Windows the line above changes a copy, which the library does not read.
        if (!OperatingSystem.IsWindows())
            _ = SetEnvironment(Switch, "1", overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
