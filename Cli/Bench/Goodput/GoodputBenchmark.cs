using System.Globalization;
using Shepherd.Cli.Bench.Load;
using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Benchmarks;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Profiling.Measuring;
using Shepherd.Schemas;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Cli.Bench.Goodput;

/// <summary>
/// A mix of a long model and a short one with a tight deadline on one real lane behind Kafka, with each kind of preemption in turn, and the simulator on what was measured in that very run. A round sends the same arrivals to each kind, to a worker that was started for it: one that
/// idles beside the measured one would poll on the same cores.
/// </summary>
internal sealed class GoodputBenchmark
{
    private const double NsPerMs = 1e6;

    /// <summary>Long enough that the code that runs is the compiled one.</summary>
    private const double WarmSeconds = 3;

    private const string LoadFile = "/proc/loadavg";

    private static readonly TimeSpan PointTime = TimeSpan.FromSeconds(0.6);

    private readonly GoodputOptions _options;
    private readonly BenchCluster _cluster;
    private readonly MixClient _client;
    private readonly IReadOnlyList<MixModel> _models;

    private GoodputBenchmark(GoodputOptions options, BenchCluster cluster, MixClient client, IReadOnlyList<MixModel> models) =>
        (_options, _cluster, _client, _models) = (options, cluster, client, models);

    /// <summary>Runs all of it.</summary>
    /// <param name="options">What.</param>
    /// <param name="say">Takes a line of progress.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Shepherd.Client.InferenceClientException">A process ended, or a request had no outcome.</exception>
    public static async Task<(IReadOnlyList<MixModel> Models, IReadOnlyList<GoodputSlice> Slices)> RunAsync(GoodputOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        var samples = ((string Name, string? Shape)[])[(options.Long, options.LongShape), (options.Short, null)];
        var profiles = new List<ProfiledModel>();
        foreach (var (name, shape) in samples)
        {
            var request = new ProfileRequest(name, options.Models) { Threads = options.Threads, Shapes = shape is null ? [] : [shape], PointTime = PointTime };
            profiles.Add((await Task.Run(() => ProfileRun.Measure(request, say), cancellationToken)).Profile);
        }

        var requests = samples.Select(s => NoiseRequest.Of(s.Name, options.Models, s.Shape)).ToList();
        await using var cluster = await BenchCluster.StartAsync(null, [.. requests.Select(r => r.Group).Distinct()], options.LogFolder, cancellationToken);
        using var client = new MixClient(cluster.Kafka);
        var benchmark = new GoodputBenchmark(options, cluster, client, Mix(options, profiles, requests, cluster.Kafka.Topics));
        var slices = new List<GoodputSlice>();
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < options.Kinds.Count; i++)
            {
                // Each goes first as often as the others.
                var kind = options.Kinds[(i + round) % options.Kinds.Count];
                slices.Add(await benchmark.MeasureAsync(kind, round, cancellationToken));
                say(GoodputReport.Line(slices[^1]));
            }
        }

        return (benchmark._models, slices);
    }

    /// <summary>The long model's deadline is some of its runs, the short one's a part of one: without a stop a short request that comes early in a long run is late.</summary>
    private static MixModel[] Mix(GoodputOptions options, List<ProfiledModel> profiles, List<NoiseRequest> requests, TopicNames topics)
    {
        var longMs = profiles[0].Latency[1];
        var shortMs = profiles[1].Latency.Max(p => p.Key) is var largest ? profiles[1].Latency[largest] / largest : 0;
        return
        [
            ToModel(0, options.LongSlo * longMs, options.LongLoad / longMs),
            ToModel(1, options.ShortSlo * longMs, options.ShortLoad / shortMs),
        ];

        MixModel ToModel(int i, double sloMs, double ratePerMs) => new(
            profiles[i].Name, topics.Requests(requests[i].Group), requests[i].Value, (long)Math.Round(sloMs) * (long)NsPerMs, requests[i].MaxBatch, ratePerMs * 1e3,
            [.. profiles[i].Latency.Select(p => new LatencyPoint(p.Key, (long)(p.Value * NsPerMs)))]);
    }

    /// <summary>One run: a worker of the kind is started, warmed, measured and ended.</summary>
    private async Task<GoodputSlice> MeasureAsync(PreemptionKind kind, int round, CancellationToken cancellationToken)
    {
        var name = $"{kind.ToString().ToLowerInvariant()}-{round}";
        var file = Path.Combine(_options.LogFolder, $"{name}.json");
        string[] command =
        [
            "worker", "--name", name, "--models", _options.Models, "--threads", _options.Threads.ToString(CultureInfo.InvariantCulture), "--policy", _options.Policy,
            "--preemption", kind.ToString().ToLowerInvariant(), "--record", file,
        ];
        var requests = Draw(_options.Seed + round, _options.Seconds);
        long beganNs;
        await using (var worker = _cluster.StartAlone(name, command))
        {
            await _cluster.WaitUntilReadyAsync(worker, cancellationToken);
            await Task.Run(() => _client.Run(_models, Draw(_options.Seed - 1, WarmSeconds), cancellationToken), cancellationToken);
            beganNs = await Task.Run(() => _client.Run(_models, requests, cancellationToken), cancellationToken);
        }

        var all = Recording.Read(file);
        var recording = new Recording([.. all.Batches.Where(b => b.AtNs >= beganNs)], [.. all.Stops.Where(s => s.AtNs >= beganNs)], [.. all.Requests.Where(r => r.AtNs >= beganNs)], all.EndNs);
        var predicted = GoodputPrediction.Run(_options, kind, _models, requests, recording);
        var models = _models.Select((m, i) => ToFigures(m, [.. requests.Where(r => r.Model == i)], recording, predicted.Models[i].InSlo)).ToList();
        return new GoodputSlice(kind, round, _options.Seconds, models, recording.Stops.Count, predicted, MachineLoad());
    }

    private static GoodputModel ToFigures(MixModel model, List<MixRequest> requests, Recording recording, int predictedInSlo)
    {
        List<double> ms = [.. requests.Where(r => r.AnsweredNs is not null).Select(r => (r.AnsweredNs!.Value - r.SentNs) / NsPerMs).Order()];
        double? Rank(double share) => ms.Count == 0 ? null : ms[Math.Clamp((int)Math.Ceiling(share * ms.Count) - 1, 0, ms.Count - 1)];
        var lane = MeasuredLane.Of(recording, model, [.. ms.Select(v => (long)(v * NsPerMs))]);
        return new GoodputModel(model.Name, requests.Count, requests.Count(r => r.IsInSlo(model)), predictedInSlo, Rank(0.5), Rank(0.99), lane.TransitNs / NsPerMs, lane.AnswerNs / NsPerMs);
    }

    /// <summary>Poisson arrivals of each model, in one order.</summary>
    private List<MixRequest> Draw(int seed, double seconds) =>
        [.. _models.SelectMany((model, i) => new GammaArrivals(model.RateRps, 1).Draw(new SeededRandom((ulong)((seed * _models.Count) + i)), (long)(seconds * 1e9)).Select(at => new MixRequest(i, at))).OrderBy(r => r.DueNs)];

    /// <summary>0 where the system does not tell.</summary>
    private static double MachineLoad() => File.Exists(LoadFile) ? double.Parse(File.ReadAllText(LoadFile).Split(' ')[0], CultureInfo.InvariantCulture) : 0;
}
