namespace Shepherd.Simulator.Grid;

/// <summary>How much of it is simulated: the axes, and how long each cell is.</summary>
/// <param name="SloFactors">SLOs as multiples of l(1).</param>
/// <param name="Loads">Shares of the capacity.</param>
/// <param name="Gpus">Numbers of devices that get every SLO and load.</param>
/// <param name="ManyGpus">Numbers of devices, of many serving groups, that get only <see cref="ManySloFactors"/> and <see cref="ManyLoads"/>.</param>
/// <param name="RequestsWanted">Requests of a cell; more where those last too short.</param>
/// <param name="RequestsCap">Past so many, a cell is shortened down to <see cref="SlosLeast"/>.</param>
/// <param name="LoadTolerance">How close the search for the largest load comes.</param>
public sealed record GridSize(
    IReadOnlyList<double> SloFactors,
    IReadOnlyList<double> Loads,
    IReadOnlyList<int> Gpus,
    IReadOnlyList<int> ManyGpus,
    int RequestsWanted,
    int RequestsCap,
    double LoadTolerance)
{
    /// <summary>Longest SLOs that a cell lasts: what the empty beginning and the end without arrivals change is then a few hundredths of it.</summary>
    public const int SlosWanted = 20;

    /// <summary>
    /// At 5 l(1) a request that just missed a batch has little more than that batch and its own left; at 10 most batches still pay; at 20 batching is nearly free and what counts is
    /// which model goes first. Below 5 no policy has a choice to make, above 20 none needs to.
    /// </summary>
    private static readonly double[] SloFactorsAll = [5, 10, 20];

    private static readonly double[] LoadsAll = [0.5, 0.7, 0.9, 1.0, 1.2, 1.5];

    /// <summary>Some minutes on two cores.</summary>
    public static GridSize Full { get; } = new(SloFactorsAll, LoadsAll, [1, 4, 12], [100, 400], RequestsWanted: 20_000, RequestsCap: 60_000, LoadTolerance: 0.01);

    /// <summary>Half a minute on two cores.</summary>
    public static GridSize Quick { get; } = new([5, 10], [0.7, 0.9, 1.2], [1, 4, 12], [100, 400], RequestsWanted: 2_000, RequestsCap: 2_000, LoadTolerance: 0.1)
    {
        SlosLeast = 3,
        ManyLoads = [0.9],
        ManyFamilies = ["one"],
    };

    /// <summary>Longest SLOs that a cell lasts where <see cref="SlosWanted"/> would be too many requests, as on hundreds of devices.</summary>
    public int SlosLeast { get; init; } = 5;

    /// <summary>The SLO on many groups: the shortest, as others take a multiple of the requests.</summary>
    public IReadOnlyList<double> ManySloFactors => [SloFactors[0]];

    /// <summary>The loads on many groups: below the limit and above.</summary>
    public IReadOnlyList<double> ManyLoads { get; init; } = [0.7, 0.9, 1.2];

    /// <summary>Families of workloads that are run on many groups; null for all.</summary>
    public IReadOnlyList<string>? ManyFamilies { get; init; }
}
