using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Engine;

/// <summary>
/// How a device is divided: into equal lanes, each with 1 ÷ <see cref="Count"/> of its compute and of its memory for suspended state, so that neither can be given twice. Every model is resident once on
/// the device and runs on any of its lanes; a lane runs one batch at a time, whatever its neighbours do, and sees the lane's latencies, as the policy does.
/// </summary>
public sealed record DeviceLanes
{
    /// <summary>The whole device is one lane.</summary>
    public static readonly DeviceLanes One = new();

    /// <summary>Clients that CUDA MPS takes on a device; hardware partitions end at 7.</summary>
    public const int CountMax = 48;

    /// <summary>Past it sharing is not slow but broken.</summary>
    public const double InterferenceMax = 10;

    /// <summary>Lanes of a device. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How much slower a batch is on a lane, for models without a measured profile of it. Default <see cref="LaneRule.Line"/>.</summary>
    public LaneRule Rule { get; init; } = LaneRule.Line;

    /// <summary>Share by which neighbours make every batch longer where there are several lanes; 0.05 is 5 %. Default 0, as of hardware partitions. See <see cref="LaneLatency"/> for what was measured.</summary>
    public double Interference { get; init; }

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (Count is < 1 or > CountMax)
            return $"{Count} lanes a device: it takes 1 to {CountMax}";
        return Interference is >= 0 and <= InterferenceMax ? null : $"interference is {Interference}: it takes a share from 0 to {InterferenceMax}";
    }

    /// <summary>The models as they are on a lane: what they take, and what the scheduler believes of it.</summary>
    internal IReadOnlyList<SimulatedModel> On(IReadOnlyList<SimulatedModel> models) => Count == 1 ? models : [.. models.Select(On)];

    /// <summary>What the lane can do of what the device can: a budget of suspended state is shared.</summary>
    internal PreemptionTerms On(PreemptionTerms terms) => Count == 1 ? terms : terms with { SuspendBudgetBytes = terms.SuspendBudgetBytes / Count };

    private SimulatedModel On(SimulatedModel model) => model with
    {
        Latency = model.LaneProfiles.TryGetValue(Count, out var measured) ? measured : Slow(model.Latency, model),
        BelievedLatency = model.BelievedLatency is { } believed ? Slow(believed, model) : null,
    };

    private LaneLatency Slow(ILatencyModel whole, SimulatedModel model) => new(whole, Count, model.MaxBatch, Rule, Interference);
}
