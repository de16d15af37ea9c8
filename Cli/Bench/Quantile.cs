namespace Shepherd.Cli.Bench;

/// <summary>Quantiles by nearest rank: always a value that occurred.</summary>
internal static class Quantile
{
    /// <summary>The value that a share of all is not above; 0 of nothing.</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Of(IReadOnlyCollection<double> values, double share)
    {
        if (values.Count == 0)
            return 0;
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count), 1, sorted.Count) - 1];
    }
}
