namespace Shepherd.Core.Usher.Scheduling;

/// <summary>How <see cref="UsherPlanner"/> plans. The defaults are ours where it says so; <see cref="Published"/> is USHER as it is known (OSDI'24 §3–4).</summary>
public sealed record UsherOptions
{
    /// <summary>The planner as published: no headroom, no allowance for bursts, spare room stays empty, nothing is improved at the end.</summary>
    public static UsherOptions Published { get; } = new() { HeadroomShare = 0, BurstSigmas = 0, SpareBurst = 1, Consolidates = false, ImprovementTries = 0, GrowsLanes = false };

    /// <summary>Models searched together, a power of two, 1 to 8. Default 4, as published: the search grows with its power.</summary>
    public int GroupModels { get; init; } = 4;

    /// <summary>Creq ÷ Mreq from which a model is C-heavy, and its reciprocal from which it is M-heavy. Default 1.2, as published: no measured model lies between 0.95 and 1.25.</summary>
    public double ClassRatio { get; init; } = 1.2;

    /// <summary>
    /// Share of the time of a device that several models share which is left free, 0 to 0.5: a lane that has neighbours is reckoned to run 1 ÷ (1 − this) times as long, for its SLO and for its
    /// capacity. USHER has no such term (0, as published): sums of at most 100 % are all that it does against interference. Default 0.1: under MPS one neighbour was measured to make batches
    /// 5 % (ResNet-50, AlexNet), 9 % (SSD) and 13 % (VGG-19) longer (iGniter, TPDS'23). It is time and not compute that is left free, because neighbours meet in caches, memory
    /// bandwidth and power, where an idle share of the compute helps nobody.
    /// </summary>
    public double HeadroomShare { get; init; } = 0.1;

    /// <summary>
    /// Standard deviations of the arrivals within one SLO by which capacity exceeds the mean rate, for <see cref="Planning.PlanObjective.Cost"/>. Default 1: capacity equal to the mean answers
    /// few bursts in time. 0 is as published.
    /// </summary>
    public double BurstSigmas { get; init; } = 1;

    /// <summary>Capacity, as a multiple of what <see cref="BurstSigmas"/> asks for, up to which spare devices get replicas, for <see cref="Planning.PlanObjective.Goodput"/>. Default 3: a queue hardly waits at a third of its capacity. 1 or less leaves spare devices empty.</summary>
    public double SpareBurst { get; init; } = 3;

    /// <summary>What a plan that keeps running replicas may lose against one made from nothing, as a share of goodput or cost. Default 0.05.</summary>
    public double KeepTolerance { get; init; } = 0.05;

    /// <summary>Steps of a compute share, in percent, that are tried below a batch's Creq; 0, the default, is as published: a replica's share is its Creq.</summary>
    public int ShareStepPercent { get; init; }

    /// <summary>Whether little-used devices are emptied into the gaps of others at the end, for <see cref="Planning.PlanObjective.Cost"/>: groups are planned one after the other, and later gaps are seen by nobody. Default yes.</summary>
    public bool Consolidates { get; init; } = true;

    /// <summary>Groups searched anew once all have a place, as a multiple of the models; 0 is as published. Default 4.</summary>
    public int ImprovementTries { get; init; } = 4;

    /// <summary>Whether lanes get what their devices have left, in compute and in batch size, once all is placed. Default yes; no is as published: a lane has its Creq.</summary>
    public bool GrowsLanes { get; init; } = true;

    /// <summary>Whether C-heavy and M-heavy models are grouped and placed in pairs. Default yes; no is the ablation "Usher/CM".</summary>
    public bool UsesClasses { get; init; } = true;

    /// <summary>Whether batch sizes and replication degrees are searched jointly over a group. Default yes; no is the ablation without workload division: each model takes its quickest batch and the fewest replicas.</summary>
    public bool SearchesJointly { get; init; } = true;

    /// <summary>Whether models are placed by falling need. Default yes; no is the ablation "Usher/S".</summary>
    public bool Sorts { get; init; } = true;

    /// <summary>
    /// Steps of the searches for one plan, half of them for the first placement and half for its improvement: classes of devices looked at and branches weighed, which stands for time, since
    /// the same problem is to have the same plan on any machine. A search that runs out keeps its best so far. Default 100 million, about a second, for up to
    /// 250 models, and in proportion for more.
    /// </summary>
    public long StepsMax { get; init; } = 100_000_000;

    /// <summary>Models up to which <see cref="StepsMax"/> is for all of them.</summary>
    private const int StepsModels = 250;

    /// <summary>Steps for a number of models.</summary>
    internal long StepsFor(int models) => StepsMax <= long.MaxValue / Math.Max(1, models) ? Math.Max(StepsMax, StepsMax * models / StepsModels) : StepsMax;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (GroupModels is not (1 or 2 or 4 or 8))
            return $"{GroupModels} models a group: it must be 1, 2, 4 or 8";
        if (!(ClassRatio > 1) || !double.IsFinite(ClassRatio))
            return FormattableString.Invariant($"a class ratio of {ClassRatio}: it must be above 1");
        if (HeadroomShare is not (>= 0 and <= 0.5))
            return FormattableString.Invariant($"a headroom of {HeadroomShare}: it must be 0 to 0.5");
        if (BurstSigmas is not (>= 0 and <= 10) || !(SpareBurst >= 0) || !(KeepTolerance >= 0))
            return FormattableString.Invariant($"burst sigmas {BurstSigmas} (0 to 10), spare burst {SpareBurst}, keep tolerance {KeepTolerance}: none may be negative");
        if (ShareStepPercent is < 0 or > 50)
            return $"share steps of {ShareStepPercent} %: it must be 0 to 50";
        if (ImprovementTries is < 0 or > 1000)
            return $"{ImprovementTries} improvement tries a model: it must be 0 to 1000";
        return StepsMax < 1 ? $"{StepsMax} steps: at least 1 is needed" : null;
    }
}
