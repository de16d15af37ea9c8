using Shepherd.Core.Profiles;
using Shepherd.Core.Tenants;

namespace Shepherd.Core.Policies;

/// <summary>What one scheduler serves: every model is resident on every lane.</summary>
/// <param name="Models">Models; a request names one by index.</param>
/// <param name="Lanes">Number of lanes, numbered from 0, those of <see cref="Closed"/> included.</param>
public sealed record ServingPlan(IReadOnlyList<ServedModel> Models, int Lanes)
{
    /// <summary>
    /// Default of <see cref="AgeingNs"/>: a second is long against the deadlines of urgent requests, so that ageing takes a few batches a second from them at most, and short enough for
    /// people to wait.
    /// </summary>
    public const long AgeingNsDefault = 1_000_000_000;

    /// <summary>
    /// How long a tier of which nothing is served waits until it counts one tier up, nanoseconds, where the policy keeps tiers apart. <see cref="long.MaxValue"/> for never: strict
    /// tiers that may starve.
    /// </summary>
    public long AgeingNs { get; init; } = AgeingNsDefault;

    /// <summary>
    /// Lanes that take no batch, ascending: they left, or are about to. A lane keeps its number while others come and go, and one that comes may have the number of one that left. Default none.
    /// </summary>
    public IReadOnlyList<int> Closed { get; init; } = [];

    /// <summary>Lanes that take batches.</summary>
    public int OpenLanes => Lanes - Closed.Count;

    /// <summary>How running batches can be stopped. Default: not at all.</summary>
    public PreemptionTerms Preemption { get; init; } = PreemptionTerms.None;

    /// <summary>Tenants; a request names one by index. Default none.</summary>
    public IReadOnlyList<Tenant> Tenants { get; init; } = [];

    /// <summary>When a lane whose batch is told to stop now is free again.</summary>
    internal long FreeNs(LaneRun run, long nowNs) => run.NextExitNs(nowNs, StopsOf(run)?.ExitPoints ?? Preemption.ExitPoints) + AcknowledgeNs(run);

    /// <summary>From the exit point of a batch to its lane free again.</summary>
    internal long AcknowledgeNs(LaneRun run) => StopsOf(run) is { Count: > 0 } stops ? stops.AcknowledgeNs(run.TotalNs) : Preemption.AcknowledgeNs;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        for (var i = 0; i < Closed.Count; i++)
        {
            if (Closed[i] < 0 || Closed[i] >= Lanes || (i > 0 && Closed[i] <= Closed[i - 1]))
                return $"closed lanes: {string.Join(", ", Closed)}; they are numbered from 0 to {Lanes - 1}, and each is named once, in order";
        }

        foreach (var tenant in Tenants)
        {
            if (tenant.FindFault() is { } fault)
                return fault;
        }

        return AgeingNs < 1 ? $"ageing: {AgeingNs} ns for a tier; it must be positive, and a tier ages by as many as fit" : Preemption.FindFault();
    }

    /// <summary>Null also of a model that left the plan while its batch ran.</summary>
    private MeasuredStops? StopsOf(LaneRun run) => run.Model < Models.Count ? Models[run.Model].Stops : null;
}

/// <summary>One model of a serving plan.</summary>
/// <param name="Name">Model name.</param>
/// <param name="MaxBatch">Requests per batch, at most; at least 1.</param>
/// <param name="Latency">How long a batch takes.</param>
public sealed record ServedModel(string Name, int MaxBatch, ILatencyModel Latency)
{
    /// <summary>Bytes of state that a suspended batch keeps on its device per request.</summary>
    public long SuspendedBytes { get; init; }

    /// <summary>Its batches can run in segments, where the plan's lanes suspend; else they restart. Default true.</summary>
    public bool CanSuspend { get; init; } = true;

    /// <summary>Where and how soon its batches stop, as measured. Null: as <see cref="PreemptionTerms"/> say, which also stand in until a stop was measured.</summary>
    public MeasuredStops? Stops { get; init; }

    /// <summary>Requests of a batch of one shape, at most: fewer than the model takes where larger batches take longer per request.</summary>
    /// <param name="bucket">Shape bucket, from 0.</param>
    public int MaxBatchOf(int bucket) => Math.Min(MaxBatch, Latency.EfficientBatch(bucket));
}
