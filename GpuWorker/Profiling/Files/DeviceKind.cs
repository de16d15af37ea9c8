using System.Runtime.InteropServices;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Profiling.Files;

/// <summary>What makes two devices alike, so that what was measured on one holds on the other.</summary>
internal static class DeviceKind
{
    private const string CpuInfo = "/proc/cpuinfo";

    private static readonly Lazy<string> Processor = new(FindProcessor);

    /// <summary>Provider, and the processor's name where that computes. Of a GPU the provider alone is known: a profile should not go from one model of GPU to another.</summary>
    public static string Of(LaneOptions lane)
    {
        var kind = lane.Provider == LaneOptions.Cpu ? $"{LaneOptions.Cpu} {Processor.Value}" : lane.Provider;
        return lane.LanesOfDevice == 1 ? kind : $"{kind}, one of {lane.LanesOfDevice} lanes";
    }

    /// <summary>Name for planners.</summary>
    public static string TypeOf(LaneOptions lane) => lane.Provider == LaneOptions.Cpu ? FormattableString.Invariant($"{LaneOptions.Cpu}-{lane.Threads}t") : lane.Provider;

    private static string FindProcessor()
    {
        try
        {
            var line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
            if (line?.Split(':', 2) is [_, var name])
                return name.Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The architecture is then all that is known of it.
        }

        return RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
    }
}
