using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Shepherd;
using Shepherd.Core.Tenants;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine;

/// <summary>Who is served when not all can be: one device, l(b) = b + 4 ms, batches of 8 (667 requests/s), SLO 60 ms, twice what it carries.</summary>
public class SharingTests
{
    private const int OverloadRps = 1333;

    [Theory]
    [InlineData("edf")]
    [InlineData("shepherd")]
    public void Run_TiersInOverload_TheUrgentLoseNothingAndTheOthersHaveTheRest(string policy)
    {
        SimulatedCaller[] callers = [new(3) { Priority = 0 }, new(7) { Priority = 2 }];
        var tiers = Attainments(Run(OverloadRps, callers, [], keepsTiers: true, policy), r => r.Priority);
        Assert.True(tiers[0] > 0.995, $"tier 0 has {tiers[0]}");
        // 30 % of twice the capacity are urgent: 40 % of it are left, for 140 %.
        Assert.InRange(tiers[2], 0.2, 0.32);
        Assert.True(Attainments(Run(OverloadRps, callers, [], keepsTiers: false, policy), r => r.Priority)[0] < 0.6);
    }

    [Theory]
    [InlineData("edf")]
    [InlineData("shepherd")]
    public void Run_TiersInOverload_CostNoBatching(string policy)
    {
        SimulatedCaller[] callers = [new(1) { Priority = 0 }, new(1) { Priority = 1 }, new(1) { Priority = 2 }, new(1) { Priority = 3 }];
        var kept = Run(OverloadRps, callers, [], keepsTiers: true, policy).Count(r => r.IsInSlo);
        var blind = Run(OverloadRps, callers, [], keepsTiers: false, policy).Count(r => r.IsInSlo);
        Assert.True(kept > 0.97 * blind, $"{kept} answered in time with tiers, {blind} without");
    }

    [Theory]
    [InlineData("edf")]
    [InlineData("shepherd")]
    public void Run_TenantsInOverload_ShareByWeight(string policy)
    {
        SimulatedCaller[] callers = [new(1) { Tenant = 0 }, new(1) { Tenant = 1 }];
        Tenant[] tenants = [new("a") { Weight = 30 }, new("b") { Weight = 10 }];
        var shared = Attainments(Run(OverloadRps, callers, tenants, keepsTiers: true, policy), r => r.Tenant);
        Assert.InRange(shared[0] / shared[1], 2.4, 3.6);
        var blind = Attainments(Run(OverloadRps, callers, tenants, keepsTiers: false, policy), r => r.Tenant);
        Assert.InRange(blind[0] / blind[1], 0.9, 1.1);
    }

    [Theory]
    [InlineData("edf")]
    [InlineData("shepherd")]
    public void Run_OneTenantIsSilent_TheOtherHasItsShareToo(string policy)
    {
        Tenant[] tenants = [new("a") { Weight = 30 }, new("b") { Weight = 1 }];
        var alone = Run(OverloadRps, [new(1) { Tenant = 1 }], tenants, keepsTiers: true, policy).Count(r => r.IsInSlo);
        var without = Run(OverloadRps, [], [], keepsTiers: true, policy).Count(r => r.IsInSlo);
        Assert.True(alone > 0.97 * without, $"{alone} answered in time, {without} without tenants");
    }

    [Theory]
    [InlineData("edf")]
    [InlineData("shepherd")]
    public void Run_TenantFarBeyondItsShareBelowCapacity_LosesNothing(string policy)
    {
        Tenant[] tenants = [new("a") { Weight = 30 }, new("b") { Weight = 1 }];
        var requests = Run(400, [new(1) { Tenant = 0 }, new(4) { Tenant = 1 }], tenants, keepsTiers: true, policy);
        Assert.True(Attainments(requests, r => r.Tenant)[1] > 0.999);
    }

    [Theory]
    [InlineData("edf")]
    [InlineData("shepherd")]
    public void Run_Quota_IsWhatIsTaken(string policy)
    {
        Tenant[] tenants = [new("a") { QuotaRps = 50, Burst = 10 }];
        var requests = Run(400, [new(1) { Tenant = 0 }], tenants, keepsTiers: false, policy);
        Assert.InRange(requests.Count(r => r.Dropped != DropReason.OverQuota), 990, 1010);
    }

    [Theory]
    [InlineData("edf")]
    [InlineData("shepherd")]
    public void Run_OneTierAndNoTenants_DecidesAsThoughBlind(string policy)
    {
        var scenario = Scenario(OverloadRps, [], []);
        Assert.Equal(Simulation.Run(scenario, () => Create(false, policy)).Digest, Simulation.Run(scenario, () => Create(true, policy)).Digest);
    }

    private static List<SimRequest> Run(int rate, SimulatedCaller[] callers, Tenant[] tenants, bool keepsTiers, string policy)
    {
        var scenario = Scenario(rate, callers, tenants);
        var requests = Arrivals.Draw(scenario);
        new GroupRun(scenario, scenario.Devices, requests, Create(keepsTiers, policy)).Run();
        return requests;
    }

    private static GroupPolicy Create(bool keepsTiers, string policy) =>
        policy == "edf" ? new EdfPolicy { KeepsTiers = keepsTiers } : new ShepherdPolicy { KeepsTiers = keepsTiers };

    private static Scenario Scenario(int rate, SimulatedCaller[] callers, Tenant[] tenants)
    {
        var model = new SimulatedModel("m", new LinearLatency(1_000_000, 4_000_000), 60_000_000, 8, new GammaArrivals(rate, 1));
        return new Scenario([model], 1, 20_000_000_000, 1, PreemptionTerms.None) { Callers = callers, Tenants = tenants };
    }

    private static Dictionary<int, double> Attainments(List<SimRequest> requests, Func<SimRequest, int> by) =>
        requests.GroupBy(by).ToDictionary(g => g.Key, g => g.Average(r => r.IsInSlo ? 1.0 : 0));
}
