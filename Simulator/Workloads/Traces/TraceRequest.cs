namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>A row of a trace that tells of one request.</summary>
/// <param name="AtNs">When, on the trace's own clock.</param>
/// <param name="Stream">Whose.</param>
/// <param name="Line">Where the row stands.</param>
internal readonly record struct TraceRequest(long AtNs, string Stream, TraceLine Line);
