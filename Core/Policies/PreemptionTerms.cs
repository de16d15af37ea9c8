namespace Shepherd.Core.Policies;

/// <summary>How a running batch can be stopped.</summary>
public enum PreemptionKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Its work is lost and its requests are queued again, as in the papers.</summary>
    Restart,

    /// <summary>Its state stays on the device, and it goes on later where it stopped.</summary>
    Suspend,
}

/// <summary>What the lanes of a group can do, and what it costs.</summary>
public sealed record PreemptionTerms
{
    /// <summary>Nothing can be stopped.</summary>
    public static readonly PreemptionTerms None = new();

    /// <summary>Anywhere, at once and for nothing: as the papers' simulators have it.</summary>
    public static PreemptionTerms Free(PreemptionKind kind) => new() { Kind = kind, ExitPoints = 0, SuspendBudgetBytes = long.MaxValue };

    /// <summary>
    /// As measured on ONNX Runtime: a run acknowledges a stop within 0.2 ms, a graph run as a chain of segments takes 1.01 to 1.04 times as long, and what a
    /// segment hands on is there at once.
    /// </summary>
    public static PreemptionTerms Measured(PreemptionKind kind) => new()
    {
        Kind = kind,
        ExitPoints = 8,
        AcknowledgeNs = 200_000,
        ResumeNs = 20_000,
        SegmentCost = 0.02,
        SuspendBudgetBytes = 1L << 30,
    };

    /// <summary>The most that the lanes can do: those that suspend can also restart.</summary>
    public PreemptionKind Kind { get; init; }

    /// <summary>Equal segments of a batch; it can stop between them. 0: anywhere.</summary>
    public int ExitPoints { get; init; }

    /// <summary>From the exit point to the lane free again, nanoseconds.</summary>
    public long AcknowledgeNs { get; init; }

    /// <summary>From the decision to resume to the batch under way again, nanoseconds.</summary>
    public long ResumeNs { get; init; }

    /// <summary>Share by which a batch runs longer when it is cut into segments so that it can be suspended; 0.02 is 2 %.</summary>
    public double SegmentCost { get; init; }

    /// <summary>Bytes of suspended state that a lane can keep.</summary>
    public long SuspendBudgetBytes { get; init; }

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (ExitPoints < 0)
            return $"exit points: {ExitPoints} is negative";
        if (AcknowledgeNs < 0 || ResumeNs < 0 || SuspendBudgetBytes < 0)
            return "the cost of a preemption and the bytes of suspended state must not be negative";
        return !(SegmentCost >= 0) || SegmentCost > 1 ? $"segment cost is {SegmentCost}: it takes a share from 0 to 1" : null;
    }
}
