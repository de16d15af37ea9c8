using System.Globalization;

namespace Shepherd.Cli.Bench;

/// <summary>What else the machine does: figures are worth little without it.</summary>
internal static class MachineLoad
{
    private const string File = "/proc/loadavg";

    /// <summary>One-minute load average and processors, for people; only the processors where the system does not tell its load.</summary>
    public static string Read()
    {
        var cores = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors");
        return System.IO.File.Exists(File) ? $"load {System.IO.File.ReadAllText(File).Split(' ')[0]} on {cores}" : cores;
    }
}
