namespace Shepherd.Cli.Bench.Soak;

/// <summary>Whether memory stays where it is: the slope of a line through the minutes, by least squares, the first third left out, in which pools and compiled code come to their size.</summary>
/// <param name="Minutes">All of them.</param>
internal sealed record SoakVerdict(IReadOnlyList<SoakMinute> Minutes)
{
    /// <summary>A leak of one small object per request at some thousand requests a second is above this; what collections and the allocator leave behind is below.</summary>
    public const double HeapMibPerMinuteMax = 0.5;

    /// <summary>Allocators give pages back late: 1 MiB a minute would still take days to matter, and a leaked result of 100 kB in each thousand is above it.</summary>
    public const double WorkingSetMibPerMinuteMax = 2;

    public double HeapMibPerMinute => Slope(m => m.HeapMib);

    public double WorkingSetMibPerMinute => Slope(m => m.WorkingSetMib);

    public double NativeMibPerMinute => Slope(m => m.NativeMib);

    public bool IsFlat => HeapMibPerMinute <= HeapMibPerMinuteMax && WorkingSetMibPerMinute <= WorkingSetMibPerMinuteMax;

    private double Slope(Func<SoakMinute, double> value)
    {
        var points = Minutes.Skip(Minutes.Count / 3).ToList();
        if (points.Count < 2)
            return 0;
        var (meanX, meanY) = (points.Average(m => m.Minute), points.Average(value));
        return points.Sum(m => (m.Minute - meanX) * (value(m) - meanY)) / points.Sum(m => (m.Minute - meanX) * (m.Minute - meanX));
    }
}
