using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Tests.Herd;

/// <summary>Planning problems of linear models.</summary>
internal static class Problems
{
    public static readonly LinearModel Small = new("small", 1, 4, 1_000);

    /// <summary>One pool of 16 GiB devices; stream i is of model i, SLO 100 ms.</summary>
    public static PlanningProblem Of(int devices, IReadOnlyList<LinearModel> models, params double[] rates) => Of([(devices, 16, 1, 1)], models, [.. rates.Select((rate, i) => (i, 100.0, rate))]);

    public static PlanningProblem Of(IReadOnlyList<(int Count, int MemoryGiB, double Price, double Speed)> pools, IReadOnlyList<LinearModel> models, IReadOnlyList<(int Model, double SloMs, double RateRps)> streams) => new(
        [.. models.Select(m => new PlannedModel(m.Name, m.MaxBatch))],
        [.. streams.Select((s, i) => new ModelStream($"s{i}", s.Model, (long)(s.SloMs * 1e6), s.RateRps))],
        [.. pools.Select((p, i) => new DevicePool(new DeviceType($"type{i}", p.MemoryGiB * 1024 * LinearEstimator.MiB, p.Price), p.Count))],
        new LinearEstimator(models, [.. pools.Select(p => p.Speed)]));

    /// <summary>Anything that can happen: models too large or too slow, no demand, far too much, few and many devices of up to three types.</summary>
    public static PlanningProblem Random(ulong seed)
    {
        var random = new SeededRandom(seed);
        var pools = Enumerable.Range(0, Between(random, 1, 3)).Select(_ => (Between(random, 0, 20), Between(random, 4, 40), random.NextUnit() < 0.1 ? 0 : 3 * random.NextUnit(), 0.5 + (2 * random.NextUnit()))).ToList();
        pools[0] = (Math.Max(1, pools[0].Item1), pools[0].Item2, pools[0].Item3, pools[0].Item4);
        var models = Enumerable.Range(0, Between(random, 1, 20))
            .Select(k => new LinearModel($"m{k}", 0.1 * Math.Pow(10, 2 * random.NextUnit()), 10 * random.NextUnit(), (long)(100 * Math.Pow(10, 2.5 * random.NextUnit())), Between(random, 0, 40), Between(random, 1, 64)))
            .ToList();
        var scale = Math.Pow(10, 6 * (random.NextUnit() - 0.5));
        var streams = Enumerable.Range(0, Between(random, 0, 40))
            .Select(_ => (Between(random, 0, models.Count - 1), (double)Between(random, 1, 12) * 10, random.NextUnit() < 0.1 ? 0 : scale * 100 * random.NextExponential()))
            .ToList();
        var problem = Of(pools, models, streams) with { GroupDevices = Between(random, 1, 12), Objective = random.NextUnit() < 0.5 ? PlanObjective.Cost : PlanObjective.Goodput };
        for (var i = Between(random, 0, 3); i > 0; i--)
            ((LinearEstimator)problem.Estimator).Unknown.Add((Between(random, 0, models.Count - 1), Between(random, 0, pools.Count - 1)));
        return problem;
    }

    private static int Between(SeededRandom random, int least, int most) => least + (int)(random.NextUnit() * (most - least + 1));
}
