using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;

namespace Shepherd.Benchmarks.Herd;

/// <summary>A cluster of 16 GiB devices with models of α 0.1 to 10 ms, β 1 to 10 ms and 0.1 to 3 GiB, and streams whose rates follow a heavy tail (Pareto, shape 1.2) and keep 70 % of the devices busy.</summary>
internal sealed class ScaledProblem : IResourceEstimator
{
    private const long MiB = 1 << 20;
    private const double Load = 0.7;
    private const double ParetoShape = 1.2;

    private readonly (double AlphaNs, double BetaNs, long WeightBytes, long WorkBytes)[] _models;

    private ScaledProblem(int models, SeededRandom random) =>
        _models = [.. Enumerable.Range(0, models).Select(_ => (
            1e5 * Math.Pow(100, random.NextUnit()),
            1e6 + (9e6 * random.NextUnit()),
            (long)(100 * Math.Pow(30, random.NextUnit())) * MiB,
            (long)(1 + (10 * random.NextUnit())) * MiB))];

    public static PlanningProblem Draw(int streams, int models, int devices, ulong seed)
    {
        var random = new SeededRandom(seed);
        var estimator = new ScaledProblem(models, random);
        var unscaled = Enumerable.Range(0, streams).Select(i =>
        {
            var model = i < models ? i : (int)(random.NextUnit() * models);
            var sloNs = (long)(estimator.DurationNs(model, 0, 8, 100) * (2 + (int)(4 * random.NextUnit())));
            return new ModelStream($"s{i}", model, sloNs, Math.Pow(1 - random.NextUnit(), -1 / ParetoShape));
        }).ToList();
        var problem = new PlanningProblem(
            [.. Enumerable.Range(0, models).Select(k => new PlannedModel($"m{k}", 64))],
            unscaled,
            [new DevicePool(new DeviceType("gpu", 16L << 30, 1), devices)],
            estimator);
        var demand = unscaled.Select((s, i) => s.RateRps / StreamCapacity.Of(problem, i, 0, 100, 16L << 30)!.Value.GoodputRps).Sum();
        return problem with { Streams = [.. unscaled.Select(s => s with { RateRps = s.RateRps * Load * devices / demand })] };
    }

    public ResourceNeed? Estimate(int model, int pool, int batch) => new ResourceNeed(100, _models[model].WeightBytes, _models[model].WorkBytes * batch, DurationNs(model, pool, batch, 100));

    public long DurationNs(int model, int pool, int batch, double computePercent) => (long)(((_models[model].AlphaNs * batch) + _models[model].BetaNs) * 100 / computePercent);
}
