namespace Shepherd.Cli.Bench.Load;

/// <summary>A load on one request topic for a while.</summary>
/// <param name="Topic">Where requests go.</param>
/// <param name="Values">Record values, used in turn.</param>
/// <param name="InFlightMax">Requests under way: what a closed loop keeps there, and where an open one waits.</param>
/// <param name="Warm">Time at its start that is not measured.</param>
/// <param name="Measured">Time that is.</param>
internal sealed record LoadSpec(string Topic, IReadOnlyList<byte[]> Values, int InFlightMax, TimeSpan Warm, TimeSpan Measured)
{
    /// <summary>Requests a second at random instants; null: as many as are answered (closed loop).</summary>
    public double? RateRps { get; init; }

    /// <summary>Model that requests name, with time enough that none expires; null: the values say it all, as the model's own deadline does.</summary>
    public string? Model { get; init; }
}
