namespace Shepherd.Core.Planning.Replicas;

/// <summary>One way to run a model: a batch size on a share of a device type.</summary>
/// <param name="Pool">Index of the pool.</param>
/// <param name="Batch">Requests in the batch.</param>
/// <param name="ComputePpm">Share of the device's compute in millionths: whole numbers, so that sums of shares are exact.</param>
/// <param name="MemoryBytes">Mreq.</param>
/// <param name="MemoryPpm">Mreq as a share of the device's memory, in millionths, rounded up.</param>
/// <param name="DurationNs">How long the batch runs on the share, alone on the device.</param>
internal readonly record struct RunPoint(int Pool, int Batch, int ComputePpm, long MemoryBytes, int MemoryPpm, long DurationNs)
{
    /// <summary>Millionths of a whole device.</summary>
    public const int WholePpm = 1_000_000;

    /// <summary>Creq and Mreq together: what the sorts and the best fit go by (USHER's algorithm 2).</summary>
    public int SizePpm => ComputePpm + MemoryPpm;

    /// <summary>The larger of the two needs: how much of a device a replica takes at the least.</summary>
    public int WidestPpm => Math.Max(ComputePpm, MemoryPpm);

    /// <summary>Requests per second that one replica answers in time, by the test of <see cref="StreamCapacity.RpsInTime"/>; 0 where it answers none.</summary>
    /// <param name="sloNs">SLO.</param>
    /// <param name="slowdown">How many times as long it is reckoned to run.</param>
    public double CapacityRps(long sloNs, double slowdown = 1) => StreamCapacity.RpsInTime(Batch, DurationNs * slowdown, sloNs);

    /// <summary>Percent to millionths, rounded up: a replica never has less than it needs.</summary>
    public static int ToPpm(double percent) => Math.Clamp((int)Math.Ceiling((percent * (WholePpm / 100)) - 1e-6), 1, WholePpm);

    /// <summary>Millionths to percent.</summary>
    public static double ToPercent(int ppm) => ppm / (WholePpm / 100.0);
}
