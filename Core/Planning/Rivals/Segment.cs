using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Planning.Rivals;

/// <summary>A slice of a device with one model in it.</summary>
/// <param name="Unit">Position of the unit in the rival's problem.</param>
/// <param name="Pool">Device type.</param>
/// <param name="Slices">Sevenths.</param>
/// <param name="Processes">Processes of the model in it.</param>
/// <param name="Batch">Batch of each.</param>
/// <param name="DurationNs">How long that runs on a process's part.</param>
/// <param name="Rps">What all of its processes answer in time.</param>
internal sealed record Segment(int Unit, int Pool, int Slices, int Processes, int Batch, long DurationNs, double Rps)
{
    /// <summary>Compute slices of a device.</summary>
    public const int SlicesPerDevice = 7;

    /// <summary>Memory slices of a device.</summary>
    public const int MemoryPerDevice = 8;

    /// <summary>Sizes that there are.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [1, 2, 3, 4, 7];

    /// <summary>Memory, in eighths.</summary>
    public int Memory => MemoryOf(Slices);

    /// <summary>Compute of one process, rounded down so that all fit.</summary>
    public int ProcessPpm => PpmOf(Slices, Processes);

    public static int MemoryOf(int slices) => slices switch { 1 => 1, 2 => 2, 3 or 4 => 4, _ => MemoryPerDevice };

    public static int PpmOf(int slices, int processes) => (int)((long)RunPoint.WholePpm * slices / SlicesPerDevice / processes);
}
