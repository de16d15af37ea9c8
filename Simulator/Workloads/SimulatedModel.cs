using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;

namespace Shepherd.Simulator.Workloads;

/// <summary>A model of a scenario and how requests for it arrive.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Latency">How long a batch runs.</param>
/// <param name="SloNs">Relative deadline of its requests.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="Arrivals">How requests arrive.</param>
public sealed record SimulatedModel(string Name, ILatencyModel Latency, long SloNs, int MaxBatch, IArrivalProcess Arrivals)
{
    /// <summary>Tier of models that name none, as in the worker's model repository: there is room above it and below.</summary>
    public const int DefaultPriority = ScheduledRequest.DefaultPriority;

    /// <summary>Least urgent tier.</summary>
    public const int PriorityMax = ScheduledRequest.PriorityMax;

    /// <summary>More than any device gains from, and small enough that no latency overflows.</summary>
    public const int MaxBatchLimit = LatencyLimits.MaxBatch;

    /// <summary>Tier of its requests, 0 (the most urgent) to 3. Default 1.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>What the scheduler believes of <see cref="Latency"/>; null: the truth.</summary>
    public ILatencyModel? BelievedLatency { get; init; }

    /// <summary>Measured latencies on a lane, by how many equal lanes the device has. Where its number is missing, <see cref="LaneLatency"/> has a rule. Default none.</summary>
    public IReadOnlyDictionary<int, ILatencyModel> LaneProfiles { get; init; } = new Dictionary<int, ILatencyModel>();

    /// <summary>What each lane of a serving group takes, by the lane's number in it, where lanes differ; the scheduler is told <see cref="BelievedLatency"/> of all of them. Default none: <see cref="Latency"/>.</summary>
    public IReadOnlyList<ILatencyModel> LaneLatencies { get; init; } = [];

    /// <summary>Device memory that each request of a suspended batch keeps, bytes.</summary>
    public long StateBytes { get; init; }

    /// <summary>Factors on <see cref="Latency"/> that batches take in turn, in the order they are started, over and over: how times varied where they were measured. Default none: they do not.</summary>
    public IReadOnlyList<double> Variation { get; init; } = [];

    /// <summary>
    /// How long stops took past their exit point, as shares of the batch's run; stops take them in turn, over and over. The scheduler believes of them what a worker's does
    /// (<see cref="MeasuredStops"/>). Default none: <see cref="PreemptionTerms.AcknowledgeNs"/>, which the scheduler knows.
    /// </summary>
    public IReadOnlyList<double> StopShares { get; init; } = [];

    /// <summary>From a batch's end to its answers being where they are wanted, nanoseconds: a result's way back. The scheduler does not know of it. Default 0.</summary>
    public long AnswerNs { get; init; }

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (Arrivals.FindFault() is { } fault)
            return $"model '{Name}': {fault}";
        if (MaxBatch is < 1 or > MaxBatchLimit)
            return $"model '{Name}': max batch is {MaxBatch}; it must be 1 to {MaxBatchLimit}";
        if (Priority is < 0 or > PriorityMax)
            return $"model '{Name}': priority is {Priority}; it must be 0 (the most urgent) to {PriorityMax}";
        if (StateBytes < 0)
            return $"model '{Name}': {StateBytes} bytes of state; it must not be negative";
        if (Variation.Any(factor => !(factor > 0) || !double.IsFinite(factor)) || StopShares.Any(share => !(share >= 0) || !double.IsFinite(share)))
            return $"model '{Name}': variations of its times must be positive, and stops' shares of a run not negative";
        if (AnswerNs < 0)
            return $"model '{Name}': answers take {AnswerNs} ns; it must not be negative";
        return FindSloFault(Latency, SloNs) is { } hopeless ? $"model '{Name}': {hopeless}" : null;
    }

    /// <summary>Says that no request could meet an SLO, or null.</summary>
    public static string? FindSloFault(ILatencyModel latency, long sloNs)
    {
        var aloneNs = latency.EstimateNs(0, 1);
        return sloNs < aloneNs ? FormattableString.Invariant($"its SLO of {sloNs / 1e6} ms is below l(1) = {aloneNs / 1e6} ms: no request could meet it; give it a longer one, a built-in set by --slo") : null;
    }
}
