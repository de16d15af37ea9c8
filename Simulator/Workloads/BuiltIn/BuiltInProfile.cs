using Shepherd.Core.Profiles;

namespace Shepherd.Simulator.Workloads.BuiltIn;

/// <summary>A latency profile that the product carries: a line through published measurements.</summary>
/// <param name="Name">Model and device.</param>
/// <param name="AlphaMs">Each request's share, milliseconds.</param>
/// <param name="BetaMs">What an empty batch would take, milliseconds.</param>
/// <param name="MaxBatch">Largest batch measured.</param>
/// <param name="MaxRelativeError">Largest relative distance of the line from a measurement.</param>
public sealed record BuiltInProfile(string Name, double AlphaMs, double BetaMs, int MaxBatch, double MaxRelativeError)
{
    private const double NsPerMs = 1e6;

    /// <summary>The line.</summary>
    public LinearLatency ToLatency() => new((long)Math.Round(AlphaMs * NsPerMs), (long)Math.Round(BetaMs * NsPerMs));
}
