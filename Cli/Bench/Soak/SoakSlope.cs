namespace Shepherd.Cli.Bench.Soak;

/// <summary>A line through the minutes, by least squares.</summary>
/// <param name="MibPerMinute">How fast it rises.</param>
/// <param name="Error">Standard error of that: where it is as large, the minutes differ by more than they rise.</param>
internal readonly record struct SoakSlope(double MibPerMinute, double Error)
{
    /// <summary>Twice the error: a rise that chance gives once in forty runs.</summary>
    private const double Sure = 2;

    /// <summary>Steeper than is allowed, and surely rising.</summary>
    public bool IsOver(double mibPerMinuteMax) => MibPerMinute > mibPerMinuteMax && MibPerMinute > Sure * Error;

    public static SoakSlope Of(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2)
            return default;
        var (meanX, meanY) = (points.Average(p => p.X), points.Average(p => p.Y));
        var spread = points.Sum(p => (p.X - meanX) * (p.X - meanX));
        var slope = points.Sum(p => (p.X - meanX) * (p.Y - meanY)) / spread;
        var residue = points.Sum(p => Math.Pow(p.Y - meanY - (slope * (p.X - meanX)), 2));
        return new SoakSlope(slope, points.Count == 2 ? 0 : Math.Sqrt(residue / (points.Count - 2) / spread));
    }
}
