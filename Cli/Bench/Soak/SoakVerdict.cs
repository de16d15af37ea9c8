namespace Shepherd.Cli.Bench.Soak;

/// <summary>Whether memory stays where it is: the slope of a line through the minutes, by least squares, the first third left out, in which pools and compiled code come to their size.</summary>
/// <param name="Minutes">All of them.</param>
internal sealed record SoakVerdict(IReadOnlyList<SoakMinute> Minutes)
{
    /// <summary>A leak of one small object per request at some thousand requests a second is above this; what collections and the allocator leave behind is below.</summary>
    public const double HeapMibPerMinuteMax = 0.5;

    /// <summary>Allocators give pages back late: 1 MiB a minute would still take days to matter, and a leaked result of 100 kB in each thousand is above it.</summary>
    public const double WorkingSetMibPerMinuteMax = 2;

    /// <summary>With fewer, a line through what is left says nothing.</summary>
    public const int MinutesMin = 5;

    /// <summary>Whether there is a verdict at all.</summary>
    public bool IsSure => Minutes.Count >= MinutesMin;

    public SoakSlope Heap => Slope(m => m.HeapMib);

    public SoakSlope WorkingSet => Slope(m => m.WorkingSetMib);

    public SoakSlope Native => Slope(m => m.NativeMib);

    public bool IsFlat => !Heap.IsOver(HeapMibPerMinuteMax) && !WorkingSet.IsOver(WorkingSetMibPerMinuteMax);

    private SoakSlope Slope(Func<SoakMinute, double> value) => SoakSlope.Of([.. Minutes.Skip(Minutes.Count / 3).Select(m => ((double)m.Minute, value(m)))]);
}
