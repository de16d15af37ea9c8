using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Plans;

/// <summary>Requests of all streams, and the serving group that each is routed to.</summary>
/// <param name="DurationNs">How long they arrive.</param>
/// <param name="Streams">Stream of each request, by instant.</param>
/// <param name="AtNs">When each arrives.</param>
/// <param name="Groups">Group of each; <see cref="Unplaced"/> for none.</param>
internal sealed record PlanTraffic(long DurationNs, IReadOnlyList<int> Streams, IReadOnlyList<long> AtNs, IReadOnlyList<int> Groups)
{
    /// <summary>The plan has no place for the request.</summary>
    public const int Unplaced = -1;

    private const ulong RoutingSalt = 0x504C414E524F5554;

    private const double NsPerS = 1e9;

    /// <summary>Sums of shares that miss 1 by rounding leave no request without a place.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Below it the start, with every queue empty, is what is measured.</summary>
    private const int SlosMin = 10;

    /// <summary>Requests that fit the memory of a simulation.</summary>
    private const double RequestsLimit = 50_000_000;

    public static PlanTraffic Draw(PlanningProblem problem, PlacementPlan plan, PlanSimulationOptions options)
    {
        var durationNs = Shorten(problem, options);
        var places = Places(problem, plan);
        var random = new SeededRandom(options.Seed ^ RoutingSalt);
        var (streams, at, groups) = (new List<int>(), new List<long>(), new List<int>());
        foreach (var (atNs, stream) in ArrivalMerge.Draw([.. problem.Streams.Select((s, i) => Arrivals(s, options.Arrivals?[i]))], options.Seed, durationNs))
        {
            streams.Add(stream);
            at.Add(atNs);
            groups.Add(Pick(places[stream], random));
        }

        return new PlanTraffic(durationNs, streams, at, groups);
    }

    /// <summary>Fresh requests of a group, numbered as in the whole.</summary>
    /// <param name="problem">What they are for.</param>
    /// <param name="indices">Which requests.</param>
    /// <param name="models">The group's number of each model.</param>
    public SimRequest[] Requests(PlanningProblem problem, IReadOnlyList<int> indices, IReadOnlyDictionary<int, int> models) => [.. indices.Select(i => new SimRequest
    {
        Sequence = i,
        Model = models[problem.Streams[Streams[i]].Model],
        Bucket = 0,
        ArrivalNs = AtNs[i],
        DeadlineNs = AtNs[i] + problem.Streams[Streams[i]].SloNs,
    })];

    private static long Shorten(PlanningProblem problem, PlanSimulationOptions options)
    {
        var rps = problem.Streams.Select((s, i) => options.Arrivals?[i]?.Rate ?? s.RateRps).Sum();
        var leastNs = Math.Min(options.DurationNs, SlosMin * problem.Streams.Max(s => s.SloNs));
        var durationNs = rps * options.DurationNs / NsPerS <= options.RequestsMax ? options.DurationNs : Math.Max(leastNs, (long)(options.RequestsMax / rps * NsPerS));
        return rps * durationNs / NsPerS <= RequestsLimit
            ? durationNs
            : throw new ArgumentException(FormattableString.Invariant($"{rps:0} requests/s over {durationNs / NsPerS:0.###} s, ten of the longest SLO, are more than the {RequestsLimit:0} that fit; simulate a part of the streams"));
    }

    private static IArrivalProcess Arrivals(ModelStream stream, IArrivalProcess? given) => given ?? (stream.RateRps > 0 ? new GammaArrivals(stream.RateRps, stream.Cv) : NoArrivals.Instance);

    private static List<(int Group, double UpTo)>[] Places(PlanningProblem problem, PlacementPlan plan)
    {
        var places = problem.Streams.Select(_ => new List<(int Group, double UpTo)>()).ToArray();
        for (var group = 0; group < plan.Groups.Count; group++)
        {
            foreach (var share in plan.Groups[group].Streams)
            {
                var before = places[share.Stream].Count == 0 ? 0 : places[share.Stream][^1].UpTo;
                places[share.Stream].Add((group, before + share.Share));
            }
        }

        return places;
    }

    private static int Pick(List<(int Group, double UpTo)> places, SeededRandom random)
    {
        if (places.Count == 0)
            return Unplaced;
        var isWhole = places[^1].UpTo >= 1 - Tolerance;
        if (places.Count == 1 && isWhole)
            return places[0].Group;
        var at = random.NextUnit();
        foreach (var (group, upTo) in places)
        {
            if (at < upTo)
                return group;
        }

        return isWhole ? places[^1].Group : Unplaced;
    }

    /// <summary>A stream without requests.</summary>
    private sealed record NoArrivals : IArrivalProcess
    {
        public static readonly NoArrivals Instance = new();

        public double Rate => 0;

        public string? FindFault() => null;

        public IEnumerable<long> Draw(SeededRandom random, long durationNs) => [];

        public IArrivalProcess Scale(double factor) => this;
    }
}
