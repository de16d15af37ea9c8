using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Bounds;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Bounds;

/// <summary>A tiny random instance; small numbers, so that ends and deadlines often meet exactly.</summary>
internal sealed record RandomInstance(IReadOnlyList<SimulatedModel> Models, IReadOnlyList<RequestWindow> Requests, int Devices)
{
    private const int ArrivalsEndNs = 40;
    private const int RequestsMax = 6;

    /// <summary>Draws one: up to 6 requests of up to 2 models on up to 2 devices, from a burst to far apart.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="ownDeadlines">Deadlines differ within a model, too.</param>
    public static RandomInstance Draw(SeededRandom random, bool ownDeadlines = false)
    {
        var models = Enumerable.Range(0, 1 + Below(random, 2)).Select(i => Model(i, random)).ToList();
        var endNs = 1 + Below(random, ArrivalsEndNs);
        var requests = Enumerable.Range(0, 1 + Below(random, RequestsMax)).Select(_ => Request(models, random, endNs, ownDeadlines)).ToList();
        return new RandomInstance(models, requests, 1 + Below(random, 2));
    }

    /// <summary>The most that a clairvoyant answers in time. What restarts may as well not have run, so only suspension adds to it.</summary>
    public int Optimum(PreemptionKind kind) =>
        kind == PreemptionKind.Suspend ? SuspendingOptimum.InSlo(Models, Requests, Devices) : ExactOptimum.InSlo(Models, Requests, Devices);

    /// <summary>Requests that a policy answers in time, with nothing but the models' latencies in its way. Deadlines must be the models'.</summary>
    public int Serve(Func<ISchedulingPolicy> policy, PreemptionKind kind)
    {
        var models = Models.Select((m, model) => m with { Arrivals = new GivenArrivals([.. Requests.Where(r => r.Model == model).Select(r => r.ArrivalNs).Order()]) });
        return Simulation.Run(new Scenario([.. models], Devices, ArrivalsEndNs, 1, PreemptionTerms.Free(kind)), policy, checks: true).InSlo;
    }

    public override string ToString()
    {
        var models = Models.Select((m, i) => $"model {i}: l(1) {m.Latency.EstimateNs(0, 1)}, l(2) {m.Latency.EstimateNs(0, 2)}, SLO {m.SloNs}, max batch {m.MaxBatch}");
        var requests = Requests.OrderBy(r => r.ArrivalNs).Select(r => $"model {r.Model} [{r.ArrivalNs}, {r.DeadlineNs}]");
        return $"{Devices} device(s); {string.Join("; ", models)}; requests {string.Join(", ", requests)}";
    }

    private static SimulatedModel Model(int index, SeededRandom random)
    {
        var latency = new LinearLatency(1 + Below(random, 5), Below(random, 12));
        var sloNs = latency.EstimateNs(0, 1) + Below(random, 30);
        return new SimulatedModel($"m{index}", latency, sloNs, 1 + Below(random, 6), new GivenArrivals([]));
    }

    private static RequestWindow Request(List<SimulatedModel> models, SeededRandom random, int endNs, bool ownDeadlines)
    {
        var (model, arrivalNs) = (Below(random, models.Count), Below(random, endNs));
        return new RequestWindow(model, arrivalNs, arrivalNs + (ownDeadlines ? Below(random, 40) : models[model].SloNs));
    }

    private static int Below(SeededRandom random, int end) => (int)(random.NextUnit() * end);
}
