using Shepherd.Core.Planning;
using Shepherd.Core.Policies;
using Shepherd.Core.Tenants;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Engine;

/// <summary>What is simulated: a cluster of serving groups that serve the same models.</summary>
/// <param name="Models">Models, each resident on every device.</param>
/// <param name="Devices">Devices, divided as <see cref="Lanes"/> says.</param>
/// <param name="DurationNs">Requests arrive in [0, duration); the simulation goes on until each has its outcome.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Preemption">What the devices can do, and what it costs. Its budget of suspended state is a whole device's.</param>
public sealed record Scenario(IReadOnlyList<SimulatedModel> Models, int Devices, long DurationNs, ulong Seed, PreemptionTerms Preemption)
{
    /// <summary>Devices of a serving group, at most; each group has one queue and schedules itself. Requests go to a group at random, by its share of the devices.</summary>
    public int GroupDevices { get; init; } = PlanningProblem.GroupDevicesDefault;

    /// <summary>How each device is divided. Default: one lane.</summary>
    public DeviceLanes Lanes { get; init; } = DeviceLanes.One;

    /// <summary>Lanes of each device.</summary>
    public int LanesPerDevice => Lanes.Count;

    /// <summary>Tenants of the group; callers name them by index. Default none.</summary>
    public IReadOnlyList<Tenant> Tenants { get; init; } = [];

    /// <summary>Who sends: each request comes from one of them, at random by their shares. Default: one caller with each model's own tier, who withdraws nothing.</summary>
    public IReadOnlyList<SimulatedCaller> Callers { get; init; } = [];

    /// <summary>How long a queue of which nothing is served waits until it counts one tier up; see <see cref="ServingPlan.AgeingNs"/>.</summary>
    public long AgeingNs { get; init; } = ServingPlan.AgeingNsDefault;

    /// <summary>Lanes that are lost for a time. Default none.</summary>
    public IReadOnlyList<LaneOutage> Outages { get; init; } = [];

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (Models.Count == 0)
            return "there is no model to serve";
        if (Devices < 1)
            return $"{Devices} devices: at least 1 is needed";
        if (GroupDevices < 1)
            return $"{GroupDevices} devices a group: at least 1 is needed";
        if (Lanes.FindFault() is { } faultyLanes)
            return faultyLanes;
        if (DurationNs <= 0)
            return "the duration must be positive";
        foreach (var model in Models)
        {
            if (model.FindFault() is { } fault)
                return fault;
        }

        foreach (var model in OnLanes())
        {
            if (model.Latency.EstimateNs(0, 1) is var aloneNs && model.SloNs < aloneNs)
                return $"model '{model.Name}': on one of {LanesPerDevice} lanes l(1) = {aloneNs / 1e6} ms, past its SLO of {model.SloNs / 1e6} ms: no request could meet it; give it a longer one, a built-in set by --slo, or take fewer lanes";
        }

        foreach (var outage in Outages)
        {
            if (outage.FindFault(Devices * LanesPerDevice) is { } fault)
                return fault;
        }

        foreach (var caller in Callers)
        {
            if (caller.FindFault(Tenants.Count) is { } fault)
                return fault;
        }

        return Plan([], 0).FindFault();
    }

    /// <summary>The models as they are on a lane.</summary>
    internal IReadOnlyList<SimulatedModel> OnLanes() => Lanes.On(Models);

    /// <summary>What a serving group is told.</summary>
    internal ServingPlan Plan(IReadOnlyList<ServedModel> models, int lanes) => new(models, lanes) { Preemption = Lanes.On(Preemption), Tenants = Tenants, AgeingNs = AgeingNs };
}
