using Shepherd.Core.Profiles;
using Shepherd.Core.Tenants;

namespace Shepherd.Core.Policies;

/// <summary>What one scheduler serves: every model is resident on every lane.</summary>
/// <param name="Models">Models; a request names one by index.</param>
/// <param name="Lanes">Number of lanes, numbered from 0.</param>
public sealed record ServingPlan(IReadOnlyList<ServedModel> Models, int Lanes)
{
    /// <summary>How running batches can be stopped. Default: not at all.</summary>
    public PreemptionTerms Preemption { get; init; } = PreemptionTerms.None;

    /// <summary>Tenants; a request names one by index. Default none.</summary>
    public IReadOnlyList<Tenant> Tenants { get; init; } = [];

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        foreach (var tenant in Tenants)
        {
            if (tenant.FindFault() is { } fault)
                return fault;
        }

        return Preemption.FindFault();
    }
}

/// <summary>One model of a serving plan.</summary>
/// <param name="Name">Model name.</param>
/// <param name="MaxBatch">Requests per batch, at most; at least 1.</param>
/// <param name="Latency">How long a batch takes.</param>
public sealed record ServedModel(string Name, int MaxBatch, ILatencyModel Latency)
{
    /// <summary>Bytes of state that a suspended batch keeps on its device per request.</summary>
    public long SuspendedBytes { get; init; }
}
