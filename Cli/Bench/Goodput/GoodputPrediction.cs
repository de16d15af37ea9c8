using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Benchmarks;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Workloads;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Cli.Bench.Goodput;

/// <summary>The simulator on a slice's own arrivals: the instants at which requests were sent, the way to the worker and back, and what its lane measured.</summary>
internal static class GoodputPrediction
{
    private const double NsPerMs = 1e6;

    /// <summary>The record's timestamp, from which the worker counts the deadline, is cut to whole milliseconds.</summary>
    private const long TimestampCutNs = 500_000;

    /// <summary>Simulates it.</summary>
    /// <param name="options">What was run.</param>
    /// <param name="kind">How batches were stopped.</param>
    /// <param name="models">The mix.</param>
    /// <param name="requests">As they were sent.</param>
    /// <param name="recording">What the lane did.</param>
    public static SimulationResult Run(GoodputOptions options, PreemptionKind kind, IReadOnlyList<MixModel> models, IReadOnlyList<MixRequest> requests, Recording recording)
    {
        var durationNs = requests.Max(r => r.SentNs) + 1_000_000_000;
        var simulated = models.Select((model, i) => ToSimulated(model, [.. requests.Where(r => r.Model == i)], recording, durationNs)).ToList();
        var terms = MeasuredLane.Terms(recording, kind, options.Segments, options.SuspendBudgetBytes);
        return Simulation.Run(new Scenario(simulated, 1, durationNs, (ulong)options.Seed, terms), () => PolicyCatalog.CreatePreempting(options.Policy));
    }

    private static SimulatedModel ToSimulated(MixModel model, List<MixRequest> requests, Recording recording, long durationNs)
    {
        var lane = MeasuredLane.Of(recording, model, [.. requests.Where(r => r.AnsweredNs is not null).Select(r => r.AnsweredNs!.Value - r.SentNs)]);
        var truth = new TableLatency(lane.Truth);
        // The scheduler has what is left once the request is there; what no request could meet, the simulator takes as a mistake.
        var sloNs = Math.Max(model.SloNs - lane.TransitNs - TimestampCutNs, truth.EstimateNs(0, 1));
        return new SimulatedModel(model.Name, truth, sloNs, model.MaxBatch, new InstantArrivals([.. requests.Select(r => r.SentNs + lane.TransitNs)], durationNs))
        {
            BelievedLatency = new TableLatency(lane.Believed),
            Variation = lane.Variation,
            StopShares = lane.StopShares,
            AnswerNs = Math.Max(0, lane.AnswerNs - TimestampCutNs),
        };
    }
}
