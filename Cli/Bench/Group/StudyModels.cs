using System.Globalization;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;
using Shepherd.Simulator.Workloads.BuiltIn;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Cli.Bench.Group;

/// <summary>
/// The five unlike models of the simulator's set <c>mixed</c>, slowed down so that this machine can play them in real time: durations and SLOs are longer by a factor, and rates lower by it, which leaves everything
/// in proportion. Arrivals are drawn once, and are the same for the simulator and for Kafka.
/// </summary>
internal sealed class StudyModels
{
    /// <summary>The model group that all five share.</summary>
    public const string Group = "study";

    /// <summary>As the simulator's default, and as models are cut.</summary>
    public const int Segments = 8;

    private const double NsPerMs = 1e6;

    public StudyModels(GroupBenchOptions options)
    {
        var demands = BuiltInSets.Find("mixed")!;
        var models = demands.Select(d => new SimulatedModel(d.Name, d.Latency, d.SloNs, BatchMax(d.Latency, d.SloNs), new GammaArrivals(d.Share!.Value, options.Cv))).ToList();
        var factor = OfferedLoad.Factor(models, options.Workers, options.Load) / options.Scale;
        var durationNs = (long)(options.Seconds * 1e9);
        Models = [.. models.Select((m, i) => m with
        {
            Latency = Slower(m, options.Scale),
            SloNs = (long)(m.SloNs * options.Scale),
            Arrivals = new InstantArrivals([.. m.Arrivals.Scale(factor).Draw(new SeededRandom(options.Seed + (ulong)i), durationNs)], durationNs),
        })];
    }

    /// <summary>The models, and when a request of each arrives.</summary>
    public IReadOnlyList<SimulatedModel> Models { get; }

    /// <summary>Every request by its instant: which model it is for.</summary>
    public IReadOnlyList<(long AtNs, int Model)> Arrivals =>
        [.. Models.SelectMany((m, i) => ((InstantArrivals)m.Arrivals).InstantsNs.Select(at => (At: at, Model: i))).OrderBy(a => a.At).ThenBy(a => a.Model)];

    /// <summary>Writes a repository of them.</summary>
    /// <returns>Its root.</returns>
    public string Write(string folder)
    {
        var root = Path.Combine(folder, "models");
        foreach (var model in Models)
        {
            var version = Directory.CreateDirectory(Path.Combine(root, model.Name, "1")).FullName;
            File.WriteAllText(Path.Combine(version, "config.yaml"), string.Create(CultureInfo.InvariantCulture, $$"""
                runtime: replay
                group: {{Group}}
                slo_ms: {{(long)(model.SloNs / NsPerMs)}}
                max_batch: {{model.MaxBatch}}
                segments: {{Segments}}
                inputs: [{name: x, datatype: UINT8, shape: [8]}]
                outputs: [{name: y, datatype: UINT8, shape: [8]}]
                replay: {latency_ms: {1: {{model.Latency.EstimateNs(0, 1) / NsPerMs}}, {{model.MaxBatch}}: {{model.Latency.EstimateNs(0, model.MaxBatch) / NsPerMs}} } }

                """));
        }

        return root;
    }

    /// <summary>The largest batch that its SLO carries: a worker measures how its models stop, and longer ones would only be waited for.</summary>
    private static int BatchMax(ILatencyModel latency, long sloNs)
    {
        var batch = 2;
        while (latency.EstimateNs(0, batch + 1) <= sloNs)
            batch++;
        return batch;
    }

    private static TableLatency Slower(SimulatedModel model, double scale) =>
        new([[new LatencyPoint(1, (long)(model.Latency.EstimateNs(0, 1) * scale)), new LatencyPoint(model.MaxBatch, (long)(model.Latency.EstimateNs(0, model.MaxBatch) * scale))]]);
}
