using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>Production and simulator: the same events at the same instants are the same decisions.</summary>
public sealed class DecisionLoopTests
{
    private const int MaxBatch = 16;
    private const long DurationNs = 5_000_000_000;

    private static readonly ModelKind[] Kinds = [new("small", 1_000_000, 5_000_000, 40_000_000), new("large", 4_000_000, 11_000_000, 150_000_000)];

    public static TheoryData<string, double> Cases()
    {
        var cases = new TheoryData<string, double>();
        foreach (var policy in PolicyCatalog.Names)
        {
            // Below capacity, and past it so that requests are given up.
            cases.Add(policy, 120);
            cases.Add(policy, 900);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Digest_SameArrivals_IsTheSimulators(string policy, double rate)
    {
        var arrivals = Kinds.Select((_, i) => new InstantArrivals([.. new GammaArrivals(rate, 2).Draw(new SeededRandom((ulong)i), DurationNs)], DurationNs)).ToList();
        var scenario = new Scenario([.. Kinds.Select((k, i) => new SimulatedModel(k.Name, k.Latency, k.SloNs, MaxBatch, arrivals[i]))], 2, DurationNs, 1, PreemptionTerms.None);
        var simulated = Simulation.Run(scenario, () => PolicyCatalog.Create(policy));

        using var models = new ServedModels([.. Kinds.Select((k, i) => k.Serve(i))], []);
        var worker = new VirtualWorker(PolicyCatalog.Create(policy), models, [.. Kinds.Select(k => k.Latency)], lanes: 2);
        worker.Run(Requests(arrivals, Kinds));

        Assert.Equal(simulated.Digest, worker.Digest.ToString("x16", CultureInfo.InvariantCulture));
        Assert.Equal(simulated.Requests, worker.Answered + worker.GivenUp);
        Assert.True(rate < 500 || worker.GivenUp > 0 || policy is "fifo" or "triton:untuned", "past capacity some are given up");
    }

    [Theory]
    [InlineData("shepherd", PreemptionKind.Suspend, 8)]
    [InlineData("shepherd", PreemptionKind.Restart, 8)]
    [InlineData("shepherd", PreemptionKind.Restart, 0)]
    [InlineData("flex", PreemptionKind.Restart, 8)]
    [InlineData("flex", PreemptionKind.Suspend, 8)]
    [InlineData("nexus", PreemptionKind.Suspend, 8)]
    [InlineData("edf", PreemptionKind.Suspend, 0)]
    public void Digest_SameArrivalsAndPreemption_IsTheSimulators(string policy, PreemptionKind kind, int exitPoints)
    {
        // Segments cost nothing here: what they cost is in a worker's profile.
        var terms = PreemptionTerms.Measured(kind) with { ExitPoints = exitPoints, SegmentCost = 0, SuspendBudgetBytes = 24 };
        var kinds = new ModelKind[] { new("short", 500_000, 2_000_000, 12_000_000), new("long", 4_000_000, 40_000_000, 400_000_000) };
        InstantArrivals Arrivals(int model, double rate) => new([.. new GammaArrivals(rate, 2).Draw(new SeededRandom((ulong)model), DurationNs)], DurationNs);
        InstantArrivals[] arrivals = [Arrivals(0, 300), Arrivals(1, 120)];
        var scenario = new Scenario([.. kinds.Select((k, i) => new SimulatedModel(k.Name, k.Latency, k.SloNs, MaxBatch, arrivals[i]) { StateBytes = 1 })], 2, DurationNs, 1, terms);
        var simulated = Simulation.Run(scenario, () => PolicyCatalog.CreatePreempting(policy));

        using var models = new ServedModels([.. kinds.Select((k, i) => k.Serve(i, segments: 8))], []);
        var worker = new VirtualWorker(PolicyCatalog.CreatePreempting(policy), models, [.. kinds.Select(k => k.Latency)], lanes: 2, terms);
        var requests = Requests(arrivals, kinds);
        worker.Run(requests);

        Assert.Equal(simulated.Digest, worker.Digest.ToString("x16", CultureInfo.InvariantCulture));
        Assert.Equal(simulated.Requests, worker.Answered + worker.GivenUp);
        Assert.Equal(simulated.Preemptions, worker.Preemptions);
        Assert.True(worker.Preemptions > 10, $"{worker.Preemptions} preemptions are too few to tell");
        Assert.Equal(kind == PreemptionKind.Suspend, worker.Resumed > 0);
        Assert.Contains(requests, r => kind == PreemptionKind.Suspend || r.Attempts > 1);
    }

    [Theory]
    [InlineData("shepherd", PreemptionKind.Suspend)]
    [InlineData("shepherd", PreemptionKind.Restart)]
    [InlineData("flex", PreemptionKind.Restart)]
    [InlineData("nexus", PreemptionKind.Suspend)]
    [InlineData("edf", PreemptionKind.None)]
    public void Digest_LanesAreLostAndComeBack_IsTheSimulators(string policy, PreemptionKind kind)
    {
        var terms = PreemptionTerms.Measured(kind) with { SegmentCost = 0, SuspendBudgetBytes = 24 };
        var kinds = new ModelKind[] { new("short", 500_000, 2_000_000, 12_000_000), new("long", 4_000_000, 40_000_000, 400_000_000) };
        InstantArrivals[] arrivals = [.. new[] { 300, 120 }.Select((rate, model) => new InstantArrivals([.. new GammaArrivals(rate, 2).Draw(new SeededRandom((ulong)model), DurationNs)], DurationNs))];
        LaneOutage[] outages = [.. Enumerable.Range(0, 20).Select(i => new LaneOutage(i % 3, (i * 200_000_000L) + 100_000_000, (i * 200_000_000L) + 220_000_000))];
        var scenario = new Scenario([.. kinds.Select((k, i) => new SimulatedModel(k.Name, k.Latency, k.SloNs, MaxBatch, arrivals[i]) { StateBytes = 1 })], 3, DurationNs, 1, terms) { Outages = outages };
        var simulated = Simulation.Run(scenario, () => PolicyCatalog.CreatePreempting(policy));

        using var models = new ServedModels([.. kinds.Select((k, i) => k.Serve(i, segments: 8))], []);
        var worker = new VirtualWorker(PolicyCatalog.CreatePreempting(policy), models, [.. kinds.Select(k => k.Latency)], lanes: 3, terms, outages);
        var requests = Requests(arrivals, kinds);
        worker.Run(requests);

        Assert.Equal(simulated.Digest, worker.Digest.ToString("x16", CultureInfo.InvariantCulture));
        Assert.Equal(simulated.Requests, worker.Answered + worker.GivenUp);
        Assert.Contains(requests, r => r.Attempts > 1);
    }

    [Fact]
    public void Digest_ARequestMore_IsAnother()
    {
        using var models = new ServedModels([Kinds[0].Serve(0)], []);
        Assert.NotEqual(DigestOf(3), DigestOf(4));

        ulong DigestOf(int requests)
        {
            var worker = new VirtualWorker(PolicyCatalog.Create("edf"), models, [Kinds[0].Latency], lanes: 1);
            worker.Run([.. Enumerable.Range(0, requests).Select(i => VirtualWorker.Request(i, 0, i, Kinds[0].SloNs))]);
            return worker.Digest;
        }
    }

    private static List<WorkItem> Requests(IReadOnlyList<InstantArrivals> arrivals, IReadOnlyList<ModelKind> kinds) =>
        [.. arrivals.SelectMany((a, model) => a.InstantsNs.Select(at => (At: at, Model: model)))
            .OrderBy(r => r.At).ThenBy(r => r.Model)
            .Select((r, sequence) => VirtualWorker.Request(sequence, r.Model, r.At, kinds[r.Model].SloNs))];

    private sealed record ModelKind(string Name, long AlphaNs, long BetaNs, long SloNs)
    {
        public ILatencyModel Latency => new TableLatency([Points]);

        private IReadOnlyList<LatencyPoint> Points => [.. Enumerable.Range(1, MaxBatch).Select(b => new LatencyPoint(b, (AlphaNs * b) + BetaNs))];

        public GpuWorker.Serving.ServedModel Serve(int index, int segments = 1)
        {
            var model = new GpuWorker.Serving.ServedModel(index, [new NamedModel(Name, segments)], [new ShapeProfile(new BucketKey([]), 1, Points)]);
            // One that never ran has its profile doubted when a request of it is given up; the simulator believes what it is told.
            model.Latency.Observe(0, 1, Latency.EstimateNs(0, 1));
            return model;
        }
    }

    private sealed class NamedModel(string name, int segments) : ILoadedModel
    {
        public ModelDefinition Definition { get; } = new(name, 1, "", new ModelConfig("g", "test", 60_000, 1, MaxBatch, null, [], [], []));

        public int Segments => segments;

        public string? FindFault(InferenceRequest request) => null;

        public BucketKey BucketOf(InferenceRequest request) => new([]);

        public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) => throw new NotSupportedException("its lanes are virtual");

        public void WarmUp()
        {
        }

        public void Dispose()
        {
        }
    }
}
