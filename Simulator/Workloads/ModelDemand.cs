using Shepherd.Core.Profiles;

namespace Shepherd.Simulator.Workloads;

/// <summary>A model and how much of the requests it gets, before that has become a rate.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Latency">How long a batch runs.</param>
/// <param name="SloNs">Relative deadline of its requests.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
public sealed record ModelDemand(string Name, ILatencyModel Latency, long SloNs, int MaxBatch)
{
    /// <summary>Requests per second; null where a share or a trace says.</summary>
    public double? Rate { get; init; }

    /// <summary>Weight among the models; null for 1, or where the rate says.</summary>
    public double? Share { get; init; }

    /// <summary>How its requests vary, at a mean rate of 1; null for the workload's.</summary>
    public IArrivalProcess? Shape { get; init; }

    /// <summary>Tier of its requests, 0 (the most urgent) to 3. Default 1.</summary>
    public int Priority { get; init; } = SimulatedModel.DefaultPriority;

    /// <summary>Device memory that each request of a suspended batch keeps, bytes.</summary>
    public long StateBytes { get; init; }

    /// <summary>Measured latencies on a lane, by how many equal lanes the device has.</summary>
    public IReadOnlyDictionary<int, ILatencyModel> LaneProfiles { get; init; } = new Dictionary<int, ILatencyModel>();

    /// <summary>It is left out where a trace has requests for other models by name and none for it. Default: that is a fault.</summary>
    public bool MayBeLeftOut { get; init; }

    internal SimulatedModel At(IArrivalProcess arrivals) => new(Name, Latency, SloNs, MaxBatch, arrivals) { Priority = Priority, StateBytes = StateBytes, LaneProfiles = LaneProfiles };
}
