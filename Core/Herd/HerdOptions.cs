namespace Shepherd.Core.Herd;

/// <summary>Choices of HERD that the problem leaves open.</summary>
public sealed record HerdOptions
{
    /// <summary>
    /// Models share a group only where none gets more than so many times the requests of another into a batch of equal time (affinity, both directions). Default 3: below FLEX's λ of 3.03, so
    /// that a batch cannot stop an equally long one merely because its model batches better. Where a plan with it leaves demand without a place or a group above
    /// <see cref="LoadMax"/>, twice as much is tried, and so on, at last no limit.
    /// </summary>
    public double AffinityMax { get; init; } = 3;

    /// <summary>
    /// Load (Σ n_i ÷ devices) up to which a group is reckoned to serve all it is sent. Default 0.8. For goodput: among the plans that keep it the one with the greatest burst tolerance is taken;
    /// where none keeps it the one of the least load. For cost: no group gets fewer devices. Infinite asks for the greatest burst tolerance whatever the load, as the published ILP does.
    /// </summary>
    public double LoadMax { get; init; } = 0.8;

    /// <summary>
    /// For cost: a group has devices for the mean demand plus so many standard deviations of what arrives within an SLO's time (renewal arrivals of the streams' coefficients of variation).
    /// Default 2: beyond it lie 2 % of such spans.
    /// </summary>
    public double BurstDeviations { get; init; } = 2;

    /// <summary>What loading one model on one device costs when a running plan is changed, in devices' work over the planning period. Default 0.01: 3 s of one device in 300 s.</summary>
    public double ModelLoadDevices { get; init; } = 0.01;

    /// <summary>Part of the burst tolerance that is given up to keep the running groups, where they serve as much. Default 0.5: what is answered depends on the load, and loading models anew on every small drift costs more than it wins.</summary>
    public double KeepTolerance { get; init; } = 0.5;

    /// <summary>Steps of exhaustive search, all together, after which the quick packing's word is taken for what memory allows. Default 300,000: far more than a dozen models need, and some tens of milliseconds.</summary>
    public int SearchNodes { get; init; } = 300_000;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (!(AffinityMax >= 1))
            return FormattableString.Invariant($"an affinity limit of {AffinityMax}; it must be 1 or more");
        if (!(LoadMax > 0))
            return FormattableString.Invariant($"a load limit of {LoadMax}; it must be positive");
        if (!(BurstDeviations >= 0) || !(ModelLoadDevices >= 0) || !(KeepTolerance is >= 0 and < 1) || SearchNodes < 0)
            return FormattableString.Invariant($"{BurstDeviations} deviations, {ModelLoadDevices} devices a model load, a tolerance of {KeepTolerance} or {SearchNodes} search steps: none may be negative, and the tolerance must be below 1");
        return null;
    }
}
