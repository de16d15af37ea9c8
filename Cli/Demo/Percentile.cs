namespace Shepherd.Cli.Demo;

/// <summary>Percentiles by nearest rank: always a value that occurred.</summary>
internal static class Percentile
{
    /// <summary>The value that <paramref name="percent"/> % are not above; null of nothing.</summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="percent">Above 0, up to 100.</param>
    public static TimeSpan? Of(IReadOnlyList<TimeSpan> sorted, double percent)
    {
        if (sorted.Count == 0)
            return null;
        var rank = (int)Math.Ceiling(percent / 100 * sorted.Count);
        return sorted[Math.Clamp(rank, 1, sorted.Count) - 1];
    }
}
