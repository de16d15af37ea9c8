using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;
using Shepherd.Simulator.Workloads.BuiltIn;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Simulator.Grid;

/// <summary>
/// The workloads of the grid. <c>one</c>: a model alone. <c>pair</c>: one long and slow, one short and quick. <c>five</c>: five that differ forty times in cost.
/// <c>zipf</c>: the built-in profiles of an A100 by Zipf's law. <c>trace:NAME</c>: recorded arrivals, given to <c>five</c>, or to others of these, by their shares.
/// </summary>
public static class GridWorkloads
{
    /// <summary>As skewed as most records of popularity are.</summary>
    private const double ZipfExponent = 1;

    /// <summary>In the pair, requests for the quick model per request for the slow one: about equal device time, so that neither decides alone.</summary>
    private const double QuickPerSlow = 5;

    /// <summary>Of a trace, the first hour: the longest cell takes less than that once it is compressed to its load.</summary>
    public const long TraceNs = 3_600_000_000_000;

    /// <summary>Models that recorded arrivals are for unless others are named.</summary>
    public const string TraceFamily = "five";

    private const int MaxBatch = 256;

    /// <summary>As for BERT-large's published profiles: a model whose batch of one is slow gains little from large ones, and they would fill its device's memory.</summary>
    private const int SlowMaxBatch = 32;

    private const double NsPerMs = 1e6;

    /// <summary>CV of the arrivals: Poisson, and the bursts of a few users.</summary>
    private static readonly double[] Variations = [1, 4];

    /// <summary>All that need no file.</summary>
    public static IReadOnlyList<GridWorkload> BuiltIn { get; } =
    [
        .. Vary("one", [Model("model", 1.082, 5.204, 1)]),
        .. Vary("pair", [Model("slow", 1, 40, 1) with { MaxBatch = SlowMaxBatch }, Model("quick", 0.3, 2, QuickPerSlow)]),
        .. Vary("five", Five()),
        .. Vary("zipf", Zipf()),
    ];

    /// <summary>A trace's arrivals at the models of a family.</summary>
    /// <param name="name">Name of the trace.</param>
    /// <param name="trace">The arrivals.</param>
    /// <param name="family">A family of <see cref="BuiltIn"/>; it is part of the workload's name where it is not <see cref="TraceFamily"/>.</param>
    public static GridWorkload OfTrace(string name, Trace trace, string family = TraceFamily) =>
        new($"trace:{name}{(family == TraceFamily ? "" : ":" + family)}", "trace", BuiltIn.First(w => w.Family == family).Models) { Trace = trace };

    private static IEnumerable<GridWorkload> Vary(string family, IReadOnlyList<ModelDemand> models) =>
        Variations.Select(cv => new GridWorkload(FormattableString.Invariant($"{family}-cv{cv}"), family, models) { Cv = cv });

    private static IReadOnlyList<ModelDemand> Five() =>
    [
        Model("vision", 1.082, 5.204, 600), Model("ranker", 0.4, 1.5, 800), Model("detector", 3, 12, 120), Model("language", 8, 25, 40), Model("filter", 0.2, 1, 500),
    ];

    private static IReadOnlyList<ModelDemand> Zipf()
    {
        var models = BuiltInSets.Find("a100")!;
        var shares = Popularity.Zipf(models.Count, ZipfExponent);
        return [.. models.Select((m, i) => m with { Share = shares[i] })];
    }

    private static ModelDemand Model(string name, double alphaMs, double betaMs, double share) =>
        new(name, new LinearLatency((long)(alphaMs * NsPerMs), (long)(betaMs * NsPerMs)), 0, MaxBatch) { Share = share };
}
