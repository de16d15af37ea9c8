namespace Shepherd.Core.Planning.Replicas;

/// <summary>Streams of one model that share replicas; the tightest of their SLOs rules for all of them.</summary>
/// <param name="Index">Its number among the units.</param>
/// <param name="Model">Index of the model.</param>
/// <param name="Name">The model's name, with the SLO where the model has several units.</param>
/// <param name="Streams">Indices of the streams, ascending.</param>
/// <param name="SloNs">The tightest SLO.</param>
/// <param name="RateRps">Mean rate of all its streams.</param>
/// <param name="DeviationRps">Standard deviation of the rate over one SLO: √(Σ rate·CV² ÷ SLO), as of a renewal process (its count's variance grows with rate·CV²).</param>
internal sealed record DemandUnit(int Index, int Model, string Name, IReadOnlyList<int> Streams, long SloNs, double RateRps, double DeviationRps)
{
    /// <summary>What a unit without demand counts as, so that it has a replica where there is room.</summary>
    private const double ResidentRps = 1e-3;

    /// <summary>The rate to provide for.</summary>
    /// <param name="sigmas">How many standard deviations above the mean.</param>
    public double PlanRps(double sigmas) => Math.Max(ResidentRps, RateRps + (sigmas * DeviationRps));
}
