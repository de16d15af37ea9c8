namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>A recorded workload.</summary>
/// <param name="Format">What kind of file it was.</param>
/// <param name="Streams">Its streams, by name; every one has arrivals.</param>
/// <param name="LengthNs">Time that it covers.</param>
public sealed record Trace(string Format, IReadOnlyList<TraceStream> Streams, long LengthNs)
{
    /// <summary>The file, for messages.</summary>
    public string File { get; init; } = "the trace";

    /// <summary>It tells how many requests arrive in a time, and not how their gaps vary.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Its streams are said to be models, and not clients or functions.</summary>
    public bool NamesModels { get; init; }
}

/// <summary>The arrivals of one function, client or model of a trace.</summary>
/// <param name="Name">As the trace has it.</param>
/// <param name="Arrivals">When; from the start of the selected time.</param>
public sealed record TraceStream(string Name, IArrivalProcess Arrivals)
{
    /// <summary>Its first row: file:line; null where it is a file of its own.</summary>
    public string? Where { get; init; }
}
