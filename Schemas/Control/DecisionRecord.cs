namespace Shepherd.Schemas.Control;

/// <summary>One line of the decision log.</summary>
/// <param name="Kind">What was decided.</param>
/// <param name="At">When, by the decider's clock.</param>
/// <param name="By">Planner or worker that decided.</param>
/// <param name="Epoch">Plan in force.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record DecisionRecord(DecisionKind Kind, DateTimeOffset At, string By, Epoch Epoch, string Reason)
{
    /// <summary>Model concerned; empty when none.</summary>
    public string Model { get; init; } = "";

    /// <summary>Requests concerned, by id; the first of them where there are many.</summary>
    public IReadOnlyList<string> Requests { get; init; } = [];

    /// <summary>What the decider expected it to take, milliseconds; null when it takes no time.</summary>
    public double? PredictedMs { get; init; }

    /// <summary>What it took, milliseconds; null when not known yet.</summary>
    public double? ActualMs { get; init; }

    /// <summary>Number of requests concerned; 0 when none.</summary>
    public int Size { get; init; }

    /// <summary>Lane of the worker, from 0; -1 when none is concerned.</summary>
    public int Lane { get; init; } = -1;

    /// <summary>Shape bucket of the model, as the worker numbers them; -1 when none is concerned.</summary>
    public int Bucket { get; init; } = -1;

    /// <summary>What happened to the one request of a <see cref="DecisionKind.Trace"/>, in order.</summary>
    public IReadOnlyList<TraceEvent> Events { get; init; } = [];

    /// <summary>Model group concerned; empty when none.</summary>
    public string Group { get; init; } = "";

    /// <summary>Partition of the group's request topic; -1 when none.</summary>
    public int Partition { get; init; } = -1;

    /// <summary>Of a <see cref="DecisionKind.Move"/>: the worker that had it; empty: nobody.</summary>
    public string From { get; init; } = "";

    /// <summary>Of a <see cref="DecisionKind.Move"/>: the worker that gets it; empty: nobody.</summary>
    public string To { get; init; } = "";

    /// <summary>Of a <see cref="DecisionKind.Command"/>: what was commanded, as the command line says it. Of a <see cref="DecisionKind.Lease"/>: the worker.</summary>
    public string Subject { get; init; } = "";
}

/// <summary>One thing that happened to a request.</summary>
/// <param name="At">When, by the worker's clock.</param>
/// <param name="What">One word: arrived, dispatched, finished and so on.</param>
/// <param name="Detail">The rest, for people.</param>
/// <param name="Lane">Lane of the worker, from 0; -1 when none is concerned.</param>
public sealed record TraceEvent(DateTimeOffset At, string What, string Detail = "", int Lane = -1);

/// <summary>Kinds of decisions.</summary>
public enum DecisionKind
{
    /// <summary>A kind of a newer release.</summary>
    Unknown,

    /// <summary>A new plan.</summary>
    Plan,

    /// <summary>A partition changed its owner.</summary>
    Move,

    /// <summary>A batch that was dispatched has run.</summary>
    Batch,

    /// <summary>A running batch was stopped.</summary>
    Preempt,

    /// <summary>A request was given up.</summary>
    Drop,

    /// <summary>The story of one request, which its producer asked for.</summary>
    Trace,

    /// <summary>An operator asked for something.</summary>
    Command,

    /// <summary>A worker's lease ran out, or was taken up again.</summary>
    Lease,
}
