namespace Shepherd.Schemas.Control;

/// <summary>What is known of one version of a model on one lane of a kind of device.</summary>
/// <param name="Device">Kind of device, and its share where it is one of several lanes; compared as a whole.</param>
/// <param name="Threads">CPU threads of a run.</param>
/// <param name="ModelHash">Of weights, runtime, segments and threads, as configured: a profile holds for these only.</param>
/// <param name="At">When it was measured, or last refined.</param>
/// <param name="Buckets">By shape bucket.</param>
public sealed record CatalogProfile(string Device, int Threads, string ModelHash, DateTimeOffset At, IReadOnlyList<CatalogBucket> Buckets)
{
    /// <summary>Pieces that its batches run in; 1: in one.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>Version that was measured.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where it is from.</summary>
    public ProfileSource Source { get; init; }

    /// <summary>Worker that says so.</summary>
    public string By { get; init; } = "";

    /// <summary>The loaded model, idle, in millions of bytes; null: not measured.</summary>
    public double? WeightsMb { get; init; }

    /// <summary>The most while a batch ran, weights included, in millions of bytes; null: not measured.</summary>
    public double? PeakMb { get; init; }

    /// <summary>How its batches stop, by kind of preemption.</summary>
    public IReadOnlyList<CatalogStop> Stops { get; init; } = [];
}

/// <summary>Where a profile is from, by ascending weight: more was measured.</summary>
public enum ProfileSource
{
    /// <summary>Somewhere that this release knows nothing of.</summary>
    Unknown,

    /// <summary>A few runs when a worker loaded the model.</summary>
    Load,

    /// <summary><c>shepherd profile</c>.</summary>
    File,

    /// <summary>What a worker's batches really took.</summary>
    Serving,
}

/// <summary>Batches of one shape.</summary>
/// <param name="Shape">Padded extents without the batch axis, inputs one after the other: <c>3x48x320</c>.</param>
/// <param name="Batches">By ascending size.</param>
public sealed record CatalogBucket(string Shape, IReadOnlyList<CatalogBatch> Batches);

/// <summary>Batches of one size.</summary>
/// <param name="Batch">Requests.</param>
/// <param name="Samples">Runs that are known of; 0: reckoned from those of other sizes.</param>
/// <param name="P50Ms">Median time, milliseconds.</param>
/// <param name="HighMs">A high percentile: the 95th, or of few runs their second largest.</param>
public sealed record CatalogBatch(int Batch, long Samples, double P50Ms, double HighMs);

/// <summary>Stops of one kind.</summary>
/// <param name="Kind"><c>restart</c> or <c>suspend</c>.</param>
/// <param name="ExitPoints">Segments between which a batch stops; 0: anywhere.</param>
/// <param name="RunMs">Time of the batch that was stopped, milliseconds.</param>
/// <param name="P50Ms">From its exit point to the device free again: the median, milliseconds.</param>
/// <param name="P99Ms">99th percentile of the same.</param>
/// <param name="StateKb">The most that a suspended batch kept for each request, in thousands of bytes.</param>
/// <param name="DelaysMs">Every delay that is known.</param>
public sealed record CatalogStop(string Kind, int ExitPoints, double RunMs, double P50Ms, double P99Ms, double StateKb, IReadOnlyList<double> DelaysMs);
