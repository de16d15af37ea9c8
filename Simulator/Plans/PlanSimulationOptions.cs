using Shepherd.Core.Policies;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Plans;

/// <summary>How a plan is simulated.</summary>
public sealed record PlanSimulationOptions
{
    /// <summary>Default of <see cref="RequestsMax"/>: some ten seconds of simulation.</summary>
    public const int RequestsMaxDefault = 2_000_000;

    private const long DurationNsDefault = 20_000_000_000;

    /// <summary>Rounds after which durations that still move are taken as they are; most plans settle in three.</summary>
    private const int RoundsMaxDefault = 8;

    /// <summary>Scheduling policy of every serving group, a name of <see cref="PolicyCatalog"/>.</summary>
    public string Policy { get; init; } = PolicyCatalog.Default;

    /// <summary>What lanes can do about running batches; null: what was measured, with the kind that the policy was published with.</summary>
    public PreemptionTerms? Preemption { get; init; }

    /// <summary>How long requests arrive, nanoseconds. Default 20 s.</summary>
    public long DurationNs { get; init; } = DurationNsDefault;

    /// <summary>Where more requests than this would arrive, the time is shortened until they do not, but not below ten of the longest SLO.</summary>
    public int RequestsMax { get; init; } = RequestsMaxDefault;

    /// <summary>Seed of arrivals and routing.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Arrivals of each stream in place of a Gamma process of its rate and variation; null, also as an entry, for that.</summary>
    public IReadOnlyList<IArrivalProcess?>? Arrivals { get; init; }

    /// <summary>Rounds of simulation at most, until durations and what neighbours do agree.</summary>
    public int RoundsMax { get; init; } = RoundsMaxDefault;

    /// <summary>
    /// Schedulers go on believing the durations that lanes have alone. Default: they believe those that the slowest lane of their group has beside its neighbours, since a worker measures what its batches take
    /// and believes a high percentile of it within seconds; a run is shorter than that learning would be fair to.
    /// </summary>
    public bool BelievesSolo { get; init; }

    /// <summary>Checks every step of every group, which takes a multiple of the time.</summary>
    public bool Checks { get; init; }

    /// <summary>Says what is wrong, or null.</summary>
    /// <param name="streams">Number of streams.</param>
    public string? FindFault(int streams)
    {
        if (PolicyCatalog.FindFault(Policy) is { } unknown)
            return $"policy '{Policy}': {unknown}";
        if (DurationNs < 1 || RequestsMax < 1 || RoundsMax < 1)
            return "duration, requests and rounds of a simulation must be positive";
        if (Arrivals is { } given && given.Count != streams)
            return $"arrivals of {given.Count} streams are given, and there are {streams}";
        return Preemption?.FindFault() ?? Arrivals?.Select(a => a?.FindFault()).FirstOrDefault(f => f is not null);
    }
}
