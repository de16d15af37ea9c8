using System.Globalization;
using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;
using Shepherd.Simulator.Interference;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Plans.Workloads;

/// <summary>
/// Planning workloads that need no file. <c>maf</c>: many CNNs and transformers, Zipf popularity as of the Azure Functions traces that USHER and AlpaServe use, streams of a CV of 1 to 8. <c>llm</c>: few language
/// models heavy on memory, clients as unlike in rate and variation as ServeGen's (arXiv 2505.09999, m-large: the ten largest of 162 clients send 63 % of the requests, CV 0.70, 1.17, 4.32 at the 10th, 50th and 90th
/// percentile).
/// </summary>
public static class PlanningWorkloads
{
    private const ulong ModelSalt = 0x4D4F44454C530001;

    private const ulong StreamSalt = 0x53545245414D0002;

    /// <summary>Of most records of popularity.</summary>
    private const double MafZipf = 1;

    /// <summary>Gives the ten largest of 162 clients 63 % of the requests.</summary>
    private const double LlmZipf = 1.15;

    /// <summary>Streams of one model differ by up to this factor either way.</summary>
    private const double StreamSpread = 2;

    private const double NsPerMs = 1e6;

    /// <summary>Past it a run of seconds holds a burst or none, and says nothing.</summary>
    private const double CvMax = 8;

    private static readonly (double At, double Cv)[] ClientCv = [(0, 0.5), (0.1, 0.7), (0.5, 1.17), (0.9, 4.32), (1, CvMax)];

    /// <summary>What workloads there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["maf", "llm"];

    /// <summary>Makes a workload.</summary>
    /// <exception cref="ArgumentException">The request is wrong; the message says what to do.</exception>
    public static PlanningWorkload Create(PlanningWorkloadRequest request)
    {
        if (request.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(request));
        var isMaf = request.Name == "maf";
        var models = isMaf ? MafModels.Draw(request.Models ?? 20, request.Seed ^ ModelSalt) : LlmModels.Draw(request.Models ?? 6, request.Seed ^ ModelSalt);
        var cluster = BuiltInClusters.Create(request.Cluster ?? (isMaf ? "v100" : "a100"), request.Devices ?? (isMaf ? 24 : 16));
        var count = Math.Max(models.Count, request.Streams ?? (models.Count * (isMaf ? 3 : 4)));
        var random = new SeededRandom(request.Seed ^ StreamSalt);
        var weights = isMaf ? MafWeights(random, models.Count, count) : LlmWeights(random, count);
        var streams = weights.Select((w, i) => Stream(random, models, i, w, request.SloMultiples, isMaf)).ToList();
        var estimator = new LawEstimator([.. models.Select(m => m.Profile)], [.. cluster.Select(p => p.Type.Name)]);
        var problem = new PlanningProblem([.. models.Select(m => m.Planned)], streams, cluster, estimator) { Objective = request.Objective, GroupDevices = request.GroupDevices };
        var factor = request.Load / LoadOf(problem);
        return new PlanningWorkload(problem with { Streams = [.. streams.Select(s => s with { RateRps = s.RateRps * factor })] }, [.. models.Select(m => m.Traits)]);
    }

    /// <summary>What a problem's streams ask for as a share of what its cluster does when each device serves one stream alone; streams that no device serves in time count nothing.</summary>
    public static double LoadOf(PlanningProblem problem)
    {
        var load = 0.0;
        for (var stream = 0; stream < problem.Streams.Count; stream++)
        {
            var rps = problem.Devices.Select((p, pool) => p.Count * (StreamCapacity.Of(problem, stream, pool, 100, p.Type.MemoryBytes)?.GoodputRps ?? 0)).Sum();
            load += rps > 0 ? problem.Streams[stream].RateRps / rps : 0;
        }

        return load > 0 ? load : throw new ArgumentException("no device of the cluster answers any stream in time; give larger SLOs or another cluster");
    }

    /// <summary>Popularity falls to models in random order, and each model's part to its streams.</summary>
    private static double[] MafWeights(SeededRandom random, int models, int streams)
    {
        var popularity = Popularity.Zipf(models, MafZipf);
        var rank = Draws.Shuffle(random, models);
        var parts = Enumerable.Range(0, streams).Select(_ => Draws.LogUniform(random, 1 / StreamSpread, StreamSpread)).ToArray();
        var sums = new double[models];
        for (var i = 0; i < streams; i++)
            sums[i % models] += parts[i];
        return [.. parts.Select((p, i) => popularity[rank[i % models]] * p / sums[i % models])];
    }

    /// <summary>Popularity falls to clients in random order.</summary>
    private static double[] LlmWeights(SeededRandom random, int streams)
    {
        var popularity = Popularity.Zipf(streams, LlmZipf);
        return [.. Draws.Shuffle(random, streams).Select(rank => popularity[rank])];
    }

    private static ModelStream Stream(SeededRandom random, IReadOnlyList<WorkloadModel> models, int index, double weight, IReadOnlyList<double> sloMultiples, bool isMaf)
    {
        var model = index % models.Count;
        var turn = index / models.Count;
        var sloNs = (long)(models[model].Profile.Curve.ActiveMs(1, 100) * sloMultiples[turn % sloMultiples.Count] * NsPerMs);
        var cv = isMaf ? Draws.LogUniform(random, 1, CvMax) : Draws.Quantile(random, ClientCv);
        return new ModelStream(string.Create(CultureInfo.InvariantCulture, $"{models[model].Planned.Name}/{turn}"), model, sloNs, weight) { Cv = cv };
    }
}
