namespace Shepherd.Simulator.ControlPlane;

/// <summary>One run of the control plane.</summary>
/// <param name="Seed">Decides everything that is random.</param>
internal sealed record ControlPlaneScenario(ulong Seed)
{
    public ProtocolFlaw Flaw { get; init; }

    public int Planners { get; init; } = 3;

    public int Workers { get; init; } = 4;

    public int Groups { get; init; } = 2;

    public int PartitionsPerGroup { get; init; } = 3;

    public int RequestsPerPartition { get; init; } = 40;

    /// <summary>Faults and changes of the target end then; nanoseconds of virtual time.</summary>
    public long FaultsEndNs { get; init; } = 15 * Span.S;

    /// <summary>Time after that in which everything must be served where it belongs.</summary>
    public long SettleNs { get; init; } = 60 * Span.S;

    public long TtlNs { get; init; } = 3 * Span.S;

    public long SessionNs { get; init; } = 2 * Span.S;

    public long HeartbeatNs { get; init; } = 500 * Span.Ms;

    /// <summary>A request reaches the broker within this time or never: its client gives the connection up.</summary>
    public long TransitMaxNs { get; init; } = Span.S;
}

/// <summary>Lengths of virtual time, nanoseconds.</summary>
internal static class Span
{
    public const long Us = 1_000;
    public const long Ms = 1_000_000;
    public const long S = 1_000_000_000;
}
