using Shepherd.Core.Profiles;
using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Cli.Estimate;

/// <summary>What is to be estimated.</summary>
/// <param name="Model">The file.</param>
/// <param name="Device">Name of the device, as given.</param>
/// <param name="Batches">Ascending batch sizes.</param>
/// <param name="Inputs">Shapes of inputs that the graph leaves free.</param>
/// <param name="Backend">Which estimator: one of <see cref="Backends"/>.</param>
internal sealed record EstimateRequest(string Model, string Device, IReadOnlyList<int> Batches, IReadOnlyList<GivenShape> Inputs, string Backend)
{
    public const string Analytic = "analytic";
    public const string Table = "table";
    public const string Learned = "learned";

    public static readonly string[] Backends = [Analytic, Table, Learned];

    /// <summary>Names of all devices, for people.</summary>
    public static string Devices => string.Join(", ", DeviceCatalog.All.Select(d => DeviceCatalog.ShortNames.FirstOrDefault(s => s.Name == d.Name).Short is { } name ? $"{d.Name} (also {name})" : d.Name));

    /// <summary>What the model computes in; null for the device's default.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Measured times, for <see cref="Table"/>; null to measure, which only this CPU can.</summary>
    public IReadOnlyList<LatencyPoint>? Points { get; init; }

    /// <summary>Threads of a run on this CPU.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether branches of the graph run beside each other.</summary>
    public bool Concurrent { get; init; }
}
