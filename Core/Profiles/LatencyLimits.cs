namespace Shepherd.Core.Profiles;

/// <summary>Bounds within which no estimate overflows: the longest slope times the largest batch stays below 2^62 ns.</summary>
public static class LatencyLimits
{
    /// <summary>One hour: a batch or a request's share that takes longer is a mistake of units.</summary>
    public const long MaxNs = 3_600_000_000_000;

    /// <summary>More requests than any device gains from in one batch.</summary>
    public const int MaxBatch = 1 << 20;

    /// <summary>A batch may take so much longer per request than a smaller one: less cannot be told from noise in a few runs, and a batch saves the path's own work.</summary>
    public const double BatchSlackMax = 1.05;
}
