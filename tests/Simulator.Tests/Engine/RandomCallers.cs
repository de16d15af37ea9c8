using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Shepherd;
using Shepherd.Core.Tenants;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine;

/// <summary>Random scenarios whose callers have tiers, tenants and second thoughts, and every policy that can serve them.</summary>
internal static class RandomCallers
{
    /// <summary>Every policy of the catalog, and how some behave with tiers kept apart and preemption by value.</summary>
    public static readonly IReadOnlyList<string> Policies = [.. PolicyCatalog.Names, "shepherd blind", "edf by tier", "fifo by tier", "edf by tier and value"];

    public static ISchedulingPolicy Create(string policy) => policy switch
    {
        "shepherd blind" => new ShepherdPolicy { KeepsTiers = false },
        "edf by tier" => new EdfPolicy { KeepsTiers = true },
        "fifo by tier" => new FifoPolicy { KeepsTiers = true },
        "edf by tier and value" => new EdfPolicy { KeepsTiers = true, PreemptsByValue = true },
        _ => PolicyCatalog.Create(policy),
    };

    /// <param name="seed">Seed of everything.</param>
    /// <param name="believe">What the scheduler is told of a model's latency; null for the truth.</param>
    public static Scenario Draw(int seed, Func<LinearLatency, ILatencyModel?>? believe = null)
    {
        var random = new Random(seed);
        var models = Enumerable.Range(0, 1 + random.Next(3)).Select(i => Model(i, random, believe)).ToList();
        var terms = new PreemptionTerms
        {
            Kind = (PreemptionKind)random.Next(3),
            ExitPoints = random.Next(10),
            AcknowledgeNs = random.Next(2_000_000),
            ResumeNs = random.Next(2_000_000),
            SegmentCost = random.NextDouble() * 0.1,
            SuspendBudgetBytes = 1,
        };
        var tenants = Enumerable.Range(0, random.Next(4)).Select(i => Tenant(i, random)).ToList();
        return new Scenario(models, 1 + random.Next(4), 2_000_000_000, (ulong)seed, terms)
        {
            GroupDevices = 3,
            Tenants = tenants,
            Callers = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Caller(tenants.Count, random))],
        };
    }

    private static SimulatedModel Model(int index, Random random, Func<LinearLatency, ILatencyModel?>? believe)
    {
        var latency = new LinearLatency(random.Next(100_000, 3_000_000), random.Next(0, 20_000_000));
        var sloNs = latency.EstimateNs(0, 1) * random.Next(1, 12);
        return new SimulatedModel($"m{index}", latency, sloNs, random.Next(1, 33), new GammaArrivals(random.Next(1, 400), random.Next(1, 5))) { BelievedLatency = believe?.Invoke(latency) };
    }

    private static Tenant Tenant(int index, Random random) => new($"t{index}")
    {
        Weight = 0.1 + (random.NextDouble() * 5),
        QuotaRps = random.Next(2) == 0 ? null : 1 + (random.NextDouble() * 200),
        Burst = random.Next(20),
    };

    private static SimulatedCaller Caller(int tenants, Random random) => new(0.1 + random.NextDouble())
    {
        Tenant = random.Next(-1, tenants),
        Priority = random.Next(3) == 0 ? null : random.Next(ScheduledRequest.PriorityMax + 1),
        CancelledShare = random.Next(2) == 0 ? 0 : random.NextDouble(),
    };
}
