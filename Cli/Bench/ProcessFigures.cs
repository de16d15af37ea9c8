using System.Diagnostics;
using System.Text.Json;

namespace Shepherd.Cli.Bench;

/// <summary>What a process has used. A parent asks a child for it by a line on its standard input, and reads one line of JSON.</summary>
/// <param name="AllocatedBytes">Managed memory allocated since its start.</param>
/// <param name="HeapBytes">Managed heap in use.</param>
/// <param name="CommittedBytes">Memory that the managed heap has from the system.</param>
/// <param name="WorkingSetBytes">Resident memory.</param>
/// <param name="CpuMs">Processor time, all threads.</param>
/// <param name="Gen2Collections">Full collections since its start.</param>
internal sealed record ProcessFigures(long AllocatedBytes, long HeapBytes, long CommittedBytes, long WorkingSetBytes, double CpuMs, int Gen2Collections)
{
    /// <summary>Asks for figures as they are.</summary>
    public const string Ask = "figures";

    /// <summary>Asks for figures after a full collection.</summary>
    public const string AskCollected = "figures collected";

    public static ProcessFigures Parse(string json) => JsonSerializer.Deserialize<ProcessFigures>(json) ?? throw new InvalidDataException($"'{json}' are no figures of a process");

    /// <summary>Answers a line; null where it asks for nothing.</summary>
    public static string? Answer(string line)
    {
        if (line is not (Ask or AskCollected))
            return null;
        if (line == AskCollected)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // What the collector keeps in hand for the next allocations goes back too: what stays is held.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo();
        return JsonSerializer.Serialize(new ProcessFigures(
            GC.GetTotalAllocatedBytes(precise: true), GC.GetTotalMemory(forceFullCollection: false), memory.TotalCommittedBytes, process.WorkingSet64, process.TotalProcessorTime.TotalMilliseconds, GC.CollectionCount(2)));
    }
}
