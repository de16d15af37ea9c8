using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Workloads;

/// <summary>Somebody who sends requests of every model of a scenario.</summary>
/// <param name="Share">Share of the requests, in proportion to the sum of all callers' shares.</param>
public sealed record SimulatedCaller(double Share)
{
    /// <summary>Index of the tenant that the requests are accounted to. Default: none.</summary>
    public int Tenant { get; init; } = ScheduledRequest.NoTenant;

    /// <summary>Tier of the requests; null: the model's.</summary>
    public int? Priority { get; init; }

    /// <summary>Share of the requests that are withdrawn, each at a random instant between its arrival and its deadline. Default 0.</summary>
    public double CancelledShare { get; init; }

    /// <summary>Says what is wrong, or null.</summary>
    /// <param name="tenants">Number of tenants.</param>
    public string? FindFault(int tenants)
    {
        if (!(Share > 0) || !double.IsFinite(Share))
            return $"a caller's share is {Share}: it must be positive";
        if (Tenant < ScheduledRequest.NoTenant || Tenant >= tenants)
            return $"a caller's tenant is {Tenant}: there are {tenants}, numbered from 0";
        if (Priority is < 0 or > ScheduledRequest.PriorityMax)
            return $"a caller's priority is {Priority}: it must be 0 (the most urgent) to {ScheduledRequest.PriorityMax}";
        return CancelledShare is >= 0 and <= 1 ? null : $"a caller withdraws a share of {CancelledShare}: it must be 0 to 1";
    }
}
