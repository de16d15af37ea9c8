namespace Shepherd.GpuWorker.Profiling.Files;

/// <summary>What was measured of one version of a model on one kind of device.</summary>
/// <param name="Type">Name of the device type, as plans call it: <c>cpu-1t</c> is a processor with one thread a run.</param>
/// <param name="Device">Kind of device; a profile holds for this kind only. See <see cref="DeviceKind"/>.</param>
/// <param name="Threads">CPU threads of a run.</param>
/// <param name="ModelHash">What was measured: see <see cref="Profiling.Files.ModelHash"/>.</param>
/// <param name="MeasuredAt">When.</param>
/// <param name="Buckets">By shape bucket, at least one.</param>
public sealed record ModelProfile(string Type, string Device, int Threads, string ModelHash, DateTimeOffset MeasuredAt, IReadOnlyList<BucketFigures> Buckets)
{
    /// <summary>Pieces that its batches ran in; 1: in one.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>What it takes of the device's memory; null where that was not measured.</summary>
    public MemoryFigures? Memory { get; init; }

    /// <summary>How its batches stop, by kind of preemption; empty where that was not measured.</summary>
    public IReadOnlyList<StopFigures> Stops { get; init; } = [];
}

/// <summary>Batches of one shape bucket.</summary>
/// <param name="Shape">Padded extents without the batch axis, inputs one after the other: <c>3x48x320</c>.</param>
/// <param name="Batches">By ascending size, at least one.</param>
public sealed record BucketFigures(string Shape, IReadOnlyList<BatchFigures> Batches);

/// <summary>Batches of one size.</summary>
/// <param name="Batch">Requests.</param>
/// <param name="Runs">How many were timed.</param>
/// <param name="P50Ms">Median time, milliseconds.</param>
/// <param name="P95Ms">95th percentile.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="Rps">Requests a second of such batches, one after the other.</param>
public sealed record BatchFigures(int Batch, int Runs, double P50Ms, double P95Ms, double P99Ms, double Rps)
{
    /// <summary>The most that the model took while such a batch ran, weights included, MB; null where that was not measured.</summary>
    public double? PeakMb { get; init; }
}

/// <summary>Memory of a model on one lane.</summary>
/// <param name="WeightsMb">The loaded model, idle, in millions of bytes.</param>
/// <param name="PeakMb">The most while a batch of any measured size and shape ran, weights included.</param>
/// <param name="Method">How it was measured.</param>
public sealed record MemoryFigures(double WeightsMb, double PeakMb, string Method);

/// <summary>How batches stop.</summary>
/// <param name="Kind"><c>restart</c> or <c>suspend</c>.</param>
/// <param name="ExitPoints">Segments between which it stopped; 0: anywhere.</param>
/// <param name="RunMs">Time of the batch that was stopped.</param>
/// <param name="P50Ms">From its exit point to the device free again: the median, milliseconds.</param>
/// <param name="P99Ms">99th percentile of the same.</param>
/// <param name="StateKb">The most that a suspended batch kept for each request, in thousands of bytes.</param>
/// <param name="DelaysMs">Every delay, in the order they were measured.</param>
public sealed record StopFigures(string Kind, int ExitPoints, double RunMs, double P50Ms, double P99Ms, double StateKb, IReadOnlyList<double> DelaysMs);
