using Shepherd.Core.Profiles;
using Shepherd.Simulator.Bounds;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Bounds;

/// <summary>A tiny random instance; small numbers, so that ends and deadlines often meet exactly.</summary>
internal sealed record RandomInstance(IReadOnlyList<SimulatedModel> Models, IReadOnlyList<RequestWindow> Requests, int Devices)
{
    /// <summary>Draws one: up to 6 requests of up to 2 models on up to 2 devices.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="ownDeadlines">Deadlines differ within a model, too.</param>
    public static RandomInstance Draw(Random random, bool ownDeadlines = false)
    {
        var models = Enumerable.Range(0, 1 + random.Next(2)).Select(i => Model(i, random)).ToList();
        var requests = Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Request(models, random, ownDeadlines)).ToList();
        return new RandomInstance(models, requests, 1 + random.Next(2));
    }

    public override string ToString() =>
        $"{Devices} devices; {string.Join(", ", Models.Select(m => $"{m.Latency} slo {m.SloNs} max {m.MaxBatch}"))}; {string.Join(", ", Requests)}";

    private static SimulatedModel Model(int index, Random random)
    {
        var latency = new LinearLatency(random.Next(1, 6), random.Next(0, 12));
        var sloNs = latency.EstimateNs(0, 1) + random.Next(0, 30);
        return new SimulatedModel($"m{index}", latency, sloNs, random.Next(1, 7), new GammaArrivals(1, 1));
    }

    private static RequestWindow Request(List<SimulatedModel> models, Random random, bool ownDeadlines)
    {
        var (model, arrivalNs) = (random.Next(models.Count), (long)random.Next(0, 40));
        return new RequestWindow(model, arrivalNs, arrivalNs + (ownDeadlines ? random.Next(0, 40) : models[model].SloNs));
    }
}
