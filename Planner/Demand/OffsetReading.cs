namespace Shepherd.Planner.Demand;

/// <summary>Offsets of one model group's request topic.</summary>
/// <param name="Group">Model group.</param>
/// <param name="AtNs">When they were asked for, on the monotonic clock of the reader.</param>
/// <param name="EndTotal">Σ of the partitions' end offsets: requests that were ever written; null where one could not be read.</param>
/// <param name="LagRecords">Σ of end less committed offset; null where one could not be read.</param>
/// <param name="Fault">Why something is missing; empty: nothing is.</param>
internal sealed record OffsetReading(string Group, long AtNs, long? EndTotal, long? LagRecords, string Fault = "");
