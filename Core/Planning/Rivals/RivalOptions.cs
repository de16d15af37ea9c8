namespace Shepherd.Core.Planning.Rivals;

/// <summary>What all rivals are given alike, the same as <see cref="Usher.Scheduling.UsherPlanner"/> has: without it they would meet the mean rate and no burst.</summary>
public sealed record RivalOptions
{
    /// <summary>Standard deviations of the arrivals within one SLO by which capacity exceeds the mean rate. Default 1.</summary>
    public double BurstSigmas { get; init; } = 1;

    /// <summary>Capacity, as a multiple of that, for which spare devices are used, for <see cref="PlanObjective.Goodput"/>. Default 3.</summary>
    public double SpareBurst { get; init; } = 3;

    /// <summary>Share by which a lane beside another one is reckoned to run longer, 0 to 1; of <see cref="GpuletPlanner"/> alone. Default 0.1.</summary>
    public double InterferenceShare { get; init; } = 0.1;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault() => BurstSigmas is >= 0 and <= 10 && SpareBurst is >= 0 and <= 100 && InterferenceShare is >= 0 and <= 1
        ? null
        : FormattableString.Invariant($"burst sigmas {BurstSigmas} (0 to 10), spare burst {SpareBurst} (0 to 100), interference {InterferenceShare} (0 to 1): out of bounds");
}
