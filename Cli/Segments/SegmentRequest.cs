using Shepherd.Onnx.Profiling;

namespace Shepherd.Cli.Segments;

/// <summary>What is to be cut, and how it is to be tried.</summary>
/// <param name="Model">The file.</param>
/// <param name="Segments">Segments at most.</param>
/// <param name="Inputs">Shapes of inputs that the graph leaves free.</param>
internal sealed record SegmentRequest(string Model, int Segments, IReadOnlyList<GivenShape> Inputs)
{
    public const string CpuClock = "cpu";
    public const string WallClock = "wall";

    /// <summary>Where the segments go; null for the cache that workers use.</summary>
    public string? Folder { get; init; }

    /// <summary>Ascending batch sizes.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1];

    /// <summary>Runs at each.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Threads of a run.</summary>
    public int Threads { get; init; } = 1;

    public string Clock { get; init; } = CpuClock;
}
