using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Grid;

/// <summary>What a grid runs.</summary>
/// <param name="Cells">The cells, in the order of the results.</param>
/// <param name="Policies">Run on every cell.</param>
/// <param name="Size">How long cells are.</param>
/// <param name="Seed">Seed of all randomness.</param>
public sealed record GridPlan(IReadOnlyList<GridCell> Cells, IReadOnlyList<GridPolicy> Policies, GridSize Size, ulong Seed)
{
    /// <summary>Nearly all, as most promises of latency have it.</summary>
    public const double AttainmentDefault = 0.99;

    /// <summary>Share of the requests in SLO at which the largest loads are looked for.</summary>
    public double Attainment { get; init; } = AttainmentDefault;

    /// <summary>Whether the largest loads are looked for, which takes about as long as the cells.</summary>
    public bool SearchesLoads { get; init; } = true;

    /// <summary>How each device is divided. Loads stay shares of what whole devices do, so that cells get the same requests with any number of lanes.</summary>
    public DeviceLanes Lanes { get; init; } = DeviceLanes.One;

    /// <summary>Cells that were not taken: at their load the trace lasts less than <see cref="GridSize.SlosLeast"/> SLOs, which shows nothing.</summary>
    public IReadOnlyList<GridCell> LeftOut { get; init; } = [];

    /// <summary>Every workload on every SLO, load and number of devices of a size.</summary>
    /// <param name="size">The axes.</param>
    /// <param name="workloads">What is served.</param>
    /// <param name="policies">Run on every cell.</param>
    /// <param name="seed">Seed of all randomness.</param>
    /// <param name="gpus">Of the size's numbers of devices, or others, those wanted; null for all of the size.</param>
    public static GridPlan Of(GridSize size, IReadOnlyList<GridWorkload> workloads, IReadOnlyList<GridPolicy> policies, ulong seed, IReadOnlyList<int>? gpus = null)
    {
        var most = size.Gpus.Max();
        var wanted =
            from workload in workloads
            from devices in gpus ?? [.. size.Gpus, .. size.ManyGpus]
            where devices <= most || size.ManyFamilies is null || size.ManyFamilies.Contains(workload.Family, StringComparer.Ordinal)
            from slo in devices > most ? size.ManySloFactors : size.SloFactors
            from load in devices > most ? size.ManyLoads : size.Loads
            select new GridCell(workload, slo, load, devices);
        var cells = wanted.ToLookup(c => c.Lasts(size, seed));
        return new GridPlan([.. cells[true]], policies, size, seed) { LeftOut = [.. cells[false]] };
    }
}
