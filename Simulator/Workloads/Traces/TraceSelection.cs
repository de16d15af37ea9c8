namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>The part of a trace that is read; in the trace's own time, from its first row.</summary>
/// <param name="StartNs">Skipped at the beginning.</param>
/// <param name="LengthNs">Taken after that; null for all.</param>
public readonly record struct TraceSelection(long StartNs, long? LengthNs)
{
    /// <summary>A trace longer than any would overflow nothing at this: thirty years.</summary>
    internal const long MaxNs = 1_000_000_000_000_000_000;

    /// <summary>End of the part.</summary>
    internal long EndNs => LengthNs is { } length ? StartNs + length : MaxNs;

    internal bool Contains(long atNs) => atNs >= StartNs && atNs < EndNs;
}
