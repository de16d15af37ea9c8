using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Shepherd.Kafka.Tests.Processes;

/// <summary>What an operator's <c>kill</c> sends.</summary>
internal static class Signals
{
    public const int Kill = 9;

    public const int Term = 15;

    public const int Continue = 18;

    public const int Stop = 19;

    /// <summary>Sends a signal to a process that the test started.</summary>
    public static void Send(int processId, int signal)
    {
        if (SendSignal(processId, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int processId, int signal);
}
