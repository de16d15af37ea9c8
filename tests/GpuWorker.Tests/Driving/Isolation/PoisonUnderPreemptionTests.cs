using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.GpuWorker.Tests.Driving.Isolation;

/// <summary>Requests that fail their batches while batches are stopped and lanes are lost: each request has one outcome, and no good one fails.</summary>
public sealed class PoisonUnderPreemptionTests
{
    private const long DurationNs = 5_000_000_000;
    private const int MaxBatch = 8;

    [Theory]
    [InlineData("shepherd", PreemptionKind.Suspend, false)]
    [InlineData("shepherd", PreemptionKind.Restart, false)]
    [InlineData("shepherd", PreemptionKind.Suspend, true)]
    [InlineData("flex", PreemptionKind.Restart, false)]
    [InlineData("flex", PreemptionKind.Suspend, true)]
    [InlineData("nexus", PreemptionKind.Suspend, false)]
    [InlineData("edf", PreemptionKind.Restart, true)]
    public void Run_PoisonWhileBatchesAreStopped_EachHasOneOutcome(string policy, PreemptionKind kind, bool losesLanes)
    {
        var terms = PreemptionTerms.Measured(kind) with { SegmentCost = 0, SuspendBudgetBytes = 24 };
        (LinearLatency Latency, long SloNs, double Rate)[] kinds = [(new LinearLatency(500_000, 2_000_000), 15_000_000, 300), (new LinearLatency(4_000_000, 40_000_000), 400_000_000, 120)];
        var requests = kinds
            .SelectMany((k, model) => new GammaArrivals(k.Rate, 2).Draw(new SeededRandom((ulong)model), DurationNs).Select(at => (At: at, Model: model)))
            .OrderBy(r => r.At).ThenBy(r => r.Model)
            .Select((r, sequence) => VirtualWorker.Request(sequence, r.Model, r.At, kinds[r.Model].SloNs)).ToList();
        var random = new SeededRandom(7);
        var poison = requests.Where(_ => random.NextUnit() < 0.1).ToHashSet();
        LaneOutage[]? outages = losesLanes ? [.. Enumerable.Range(0, 20).Select(i => new LaneOutage(i % 3, (i * 200_000_000L) + 100_000_000, (i * 200_000_000L) + 220_000_000))] : null;

        using var models = new ServedModels([.. kinds.Select((k, i) => Serve(i, k.Latency))], []);
        var worker = new VirtualWorker(PolicyCatalog.CreatePreempting(policy), models, [.. kinds.Select(k => k.Latency)], lanes: losesLanes ? 3 : 2, terms, outages) { IsPoison = poison.Contains };
        worker.Run(requests);

        Assert.Equal(requests.Count, worker.Outcomes.Count);
        foreach (var request in requests)
        {
            var outcome = Assert.Single(worker.Outcomes[request.Sequence]);
            Assert.Contains(outcome, poison.Contains(request) ? new[] { "RUNTIME_ERROR", "GIVEN UP" } : ["OK", "GIVEN UP"]);
        }

        Assert.True(worker.Preemptions > 2 && worker.PartRuns > 100, $"{worker.Preemptions} preemptions and {worker.PartRuns} runs of parts are too few to tell");
        // What this is about: searches that were cut short with some of their batch answered.
        Assert.True(!losesLanes || worker.StoppedSearches > 0, "no search was stopped half-way");
        Assert.Contains(requests, r => worker.Outcomes[r.Sequence][0] == "RUNTIME_ERROR");
    }

    private static GpuWorker.Serving.ServedModel Serve(int index, LinearLatency latency)
    {
        var points = Enumerable.Range(1, MaxBatch).Select(b => new LatencyPoint(b, latency.EstimateNs(0, b))).ToList();
        return new GpuWorker.Serving.ServedModel(index, [new SteppedModel(segments: 8, $"m{index}")], [new ShapeProfile(new BucketKey([]), 1, points)]);
    }
}
