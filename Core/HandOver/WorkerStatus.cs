namespace Shepherd.Core.HandOver;

/// <summary>What is known of a worker that may hold partitions. One that said goodbye, or was proven silent for longer than its lease, is no worker any more.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Life">Where it is in its life.</param>
/// <param name="Followed">Newest plan that it says it follows.</param>
public sealed record WorkerStatus(string Worker, WorkerLife Life, PlanEpoch Followed)
{
    /// <summary>Groups that it serves from the first request on: loaded, or refused and answered with the reason.</summary>
    public required IReadOnlySet<string> Warm { get; init; }

    /// <summary>Those of them that it may be given in need, where the target's owner is dead or cold: no pin, cordon or lead stands against it, and it can really serve them.</summary>
    public required IReadOnlySet<string> Spare { get; init; }

    /// <summary>Partitions that it consumes or has still to answer.</summary>
    public required IReadOnlySet<GroupPartition> Owned { get; init; }
}

/// <summary>Where a worker is in its life.</summary>
public enum WorkerLife
{
    /// <summary>Known from a plan or from history, not heard since: it may hold anything.</summary>
    Unheard,

    /// <summary>It loads models.</summary>
    Starting,

    /// <summary>It takes requests.</summary>
    Ready,

    /// <summary>It ends: it takes nothing new and answers what it has.</summary>
    Draining,
}
