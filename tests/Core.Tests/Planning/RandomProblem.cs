using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Tests.Planning;

/// <summary>Planning problems from a seed.</summary>
internal static class RandomProblem
{
    private static readonly (DeviceType Type, double Speed)[] Types =
        [(new DeviceType("small", 16_000_000_000, 1), 1), (new DeviceType("middle", 32_000_000_000, 2.2), 2), (new DeviceType("large", 80_000_000_000, 4.5), 4)];

    /// <summary>1 to 40 models on 1 to 3 types; now and then no demand, an SLO that nothing keeps, a model too large for any device, or one device.</summary>
    public static PlanningProblem Of(ulong seed)
    {
        var random = new SeededRandom(seed);
        int Below(int limit) => (int)(random.NextUnit() * limit);
        var types = 1 + Below(3);
        var models = 1 + Below(40);
        var isScarce = random.NextUnit() < 0.4;
        var devices = random.NextUnit() < 0.1
            ? [new DevicePool(Types[0].Type, 1)]
            : Enumerable.Range(0, types).Select(t => new DevicePool(Types[t].Type, (isScarce ? 0 : 40) + 1 + Below(1 + (models / (isScarce ? 4 : 1))))).ToArray();
        return Of(seed, models, devices, rateRps: 4000 * Math.Pow(random.NextUnit(), 2), random) with
        {
            Objective = random.NextUnit() < 0.5 ? PlanObjective.Cost : PlanObjective.Goodput,
            GroupDevices = 1 + Below(12),
        };
    }

    /// <summary>Ordinary models and enough devices of up to three types.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="models">How many models, with a stream each.</param>
    /// <param name="counts">Devices of each type.</param>
    /// <param name="rateRps">Mean rate of a stream.</param>
    public static PlanningProblem Ordinary(ulong seed, int models, int[] counts, double rateRps = 300)
    {
        var random = new SeededRandom(seed);
        return new PlanningProblem(
            [.. Enumerable.Range(0, models).Select(i => new PlannedModel($"m{i}", 128))],
            [.. Enumerable.Range(0, models).Select(i => new ModelStream($"s{i}", i, (long)(1e6 * (20 + (180 * random.NextUnit()))), rateRps * random.NextExponential()))],
            [.. counts.Select((count, type) => new DevicePool(Types[type].Type, count))],
            new SeededEstimator(seed, models, [.. counts.Select((_, type) => Types[type].Speed)]));
    }

    private static PlanningProblem Of(ulong seed, int models, IReadOnlyList<DevicePool> devices, double rateRps, SeededRandom random)
    {
        var draws = Enumerable.Range(0, models).Select(_ => SeededEstimator.Model.Draw(random)).ToArray();
        if (seed % 5 == 0)
            draws[0] = draws[0] with { WeightBytes = 100_000_000_000 };
        var streams = new List<ModelStream>();
        for (var model = 0; model < models; model++)
        {
            for (var i = 0; i < 1 + (int)(3 * random.NextUnit()); i++)
            {
                var slo = random.NextUnit() < 0.05 ? 200_000 : 1e6 * (5 + (300 * Math.Pow(random.NextUnit(), 3)));
                var rate = random.NextUnit() < 0.1 ? 0 : rateRps / models * random.NextExponential() * 4;
                streams.Add(new ModelStream($"s{streams.Count}", model, (long)slo, rate) { Cv = 0.5 + (3 * random.NextUnit()) });
            }
        }

        var maxBatch = random.NextUnit() < 0.2 ? 12 : 128;
        return new PlanningProblem(
            [.. Enumerable.Range(0, models).Select(i => new PlannedModel($"m{i}", maxBatch))],
            streams,
            devices,
            new SeededEstimator(draws, [.. devices.Select((_, i) => Types[i].Speed)]));
    }
}
