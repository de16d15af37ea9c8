namespace Shepherd.Core.Planning.Rivals;

/// <summary>A partition of a device and the models that share its time in a duty cycle.</summary>
internal sealed class Gpulet(int device, int percent)
{
    /// <summary>Cycles tried, as parts of the tightest SLO.</summary>
    private const int CycleSteps = 20;

    public int Device { get; } = device;

    public int Percent { get; } = percent;

    /// <summary>Models in it.</summary>
    public List<Tenant> Tenants { get; } = [];

    /// <summary>Part of the duty cycle that batches take; 1 where one model has it all.</summary>
    public double Used { get; private set; } = 1;

    /// <summary>Weights of all, and the most work memory of one batch.</summary>
    public long MemoryBytes => BytesWith(null);

    /// <summary>Memory with another model.</summary>
    public long BytesWith(Tenant? guest)
    {
        var (weights, work) = (0L, 0L);
        foreach (var tenant in guest is null ? Tenants : Tenants.Append(guest))
            (weights, work) = (weights + tenant.WeightBytes, Math.Max(work, tenant.WorkBytes));
        return weights + work;
    }

    /// <summary>The first model, with all of the time.</summary>
    public void Open(Tenant tenant) => Tenants.Add(tenant);

    /// <summary>
    /// Batches and a cycle in which all models keep their rates and SLOs: a batch holds what arrives in a cycle, all batches run within it, and a request waits a cycle and its batch.
    /// </summary>
    /// <param name="guest">Another model.</param>
    /// <param name="durationNs">How long a model's batch runs here; 0 where it does not.</param>
    /// <returns>The models with their batches, and how much of the cycle they take; null where there is none.</returns>
    public (List<Tenant> Tenants, double Used)? Cycle(Tenant guest, Func<Tenant, int, long> durationNs)
    {
        List<Tenant> all = [.. Tenants, guest];
        var sloNs = all.Min(t => t.Unit.SloNs);
        for (var step = CycleSteps - 1; step > 0; step--)
        {
            var cycleNs = (double)sloNs * step / CycleSteps;
            var (tenants, used) = (new List<Tenant>(all.Count), 0.0);
            foreach (var tenant in all)
            {
                var batch = Math.Max(1, Math.Ceiling((tenant.WantedRps * cycleNs / 1e9) - 1e-9));
                if (batch > tenant.BatchMax || durationNs(tenant, (int)batch) is not (> 0 and var ns) || cycleNs + ns > tenant.Unit.SloNs)
                    break;
                tenants.Add(tenant with { Batch = (int)batch, DurationNs = ns, Rps = batch * 1e9 / cycleNs });
                used += ns / cycleNs;
            }

            if (tenants.Count == all.Count && used <= 1)
                return (tenants, used);
        }

        return null;
    }

    /// <summary>Takes a cycle that was found.</summary>
    public void Share((List<Tenant> Tenants, double Used) cycle)
    {
        Tenants.Clear();
        Tenants.AddRange(cycle.Tenants);
        Used = cycle.Used;
    }
}

/// <summary>A model in a partition.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Position">Its position in the rival's problem.</param>
/// <param name="WantedRps">What it is to have here.</param>
/// <param name="Batch">Its batch.</param>
/// <param name="DurationNs">How long that runs here with a neighbour, as reckoned.</param>
/// <param name="Rps">What it can have here.</param>
/// <param name="BatchMax">Its largest batch.</param>
/// <param name="WeightBytes">Its weights.</param>
/// <param name="WorkBytes">Work memory of its largest batch here.</param>
internal sealed record Tenant(Replicas.DemandUnit Unit, int Position, double WantedRps, int Batch, long DurationNs, double Rps, int BatchMax, long WeightBytes, long WorkBytes);
