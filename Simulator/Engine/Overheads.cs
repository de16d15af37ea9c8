namespace Shepherd.Simulator.Engine;

/// <summary>What a real device costs beyond l(b).</summary>
public sealed record Overheads
{
    /// <summary>Nothing costs anything, and a preempted batch stops at once: as the papers' simulators have it.</summary>
    public static readonly Overheads Ideal = new() { ExitPoints = 0, AcknowledgeNs = 0, SegmentCost = 0 };

    /// <summary>Equal segments of a batch; it can stop between them. 0: anywhere. Default 8.</summary>
    public int ExitPoints { get; init; } = 8;

    /// <summary>From the exit point to the device free again. Default 0.2 ms, ONNX Runtime's fast case.</summary>
    public long AcknowledgeNs { get; init; } = 200_000;

    /// <summary>How much longer every run is for being segmented. Default 2 %.</summary>
    public double SegmentCost { get; init; } = 0.02;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (ExitPoints < 0)
            return $"exit points: {ExitPoints} is negative";
        return AcknowledgeNs < 0 || !(SegmentCost >= 0) || SegmentCost > 1 ? "overheads must not be negative, and segments cost at most 100 %" : null;
    }
}
