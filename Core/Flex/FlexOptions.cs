namespace Shepherd.Core.Flex;

/// <summary>How FLEX decides.</summary>
public sealed record FlexOptions
{
    /// <summary>A new batch of at least λ times the running one's size preempts it. Default 3.03, the paper's; <see cref="double.PositiveInfinity"/> never preempts.</summary>
    public double Lambda { get; init; } = 3.03;

    /// <summary>Reading of the paper's batch generation. Default <see cref="BatchGeneration.MaxFeasible"/>.</summary>
    public BatchGeneration Batches { get; init; } = BatchGeneration.MaxFeasible;

    /// <summary>Times a request may be started; past it, it is given up. Default 16: with λ over 1 a chain of preemptions grows the batch each time, so more is a fault.</summary>
    public int AttemptsMax { get; init; } = 16;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (!(Lambda > 1))
            return $"lambda is {Lambda}: it must be above 1, or equal batches preempt each other for ever";
        return AttemptsMax < 1 ? $"attempts: {AttemptsMax} is not at least 1" : null;
    }
}

/// <summary>Readings of FLEX's batch generation (SHEPHERD, NSDI'23, algorithm 1, lines 9–13).</summary>
public enum BatchGeneration
{
    /// <summary>The largest batch all of whose requests meet their deadlines, filled with the earliest deadlines that do: the author's intent. Tighter requests stay queued.</summary>
    MaxFeasible,

    /// <summary>The pseudocode to the letter: in ascending order of deadline, until a request would make the first one late.</summary>
    Literal,
}
