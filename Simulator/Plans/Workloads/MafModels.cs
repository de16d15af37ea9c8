using System.Globalization;
using Shepherd.Core.Planning;
using Shepherd.Core.Planning.BuiltIn;
using Shepherd.Core.Primitives;
using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Plans.Workloads;

/// <summary>
/// Models as USHER's evaluation has them: CNNs and transformers on V100s, 43 % of which need more of a device's memory than of its compute (Creq ÷ Mreq at most 0.95) and 57 % more of its compute (above 1.25), both as
/// means over the batch sizes; nothing lies between (USHER, OSDI 2024, figure of the C/M ratio). How much of a batch no share makes shorter, against a request's own time, is what ParvaGPU measured on an A100: 1 (VGG) to
/// 56 times (DenseNet-169).
/// </summary>
internal static class MafModels
{
    public const int MaxBatch = 32;

    /// <summary>USHER's share of models that are heavy on memory.</summary>
    public const double MemoryHeavyShare = 0.43;

    /// <summary>No model takes more of a device than this: what is left is for the runtime.</summary>
    private const double MemoryMax = 0.95;

    private const long MB = 1_000_000;

    /// <summary>Workspace of a batch of any size.</summary>
    private const long WorkBaseBytes = 200 * MB;

    private const long WeightMinBytes = 20 * MB;

    /// <summary>In the middle of the fits to V100 models.</summary>
    private const double K4 = 0.3;

    /// <summary>What an empty batch's scaling part is of a request's, as of the fitted models.</summary>
    private const double EmptyShare = 0.1;

    public static IReadOnlyList<WorkloadModel> Draw(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var order = Draws.Shuffle(random, count);
        var heavy = (int)Math.Round(MemoryHeavyShare * count);
        return [.. Enumerable.Range(0, count).Select(i => One(random, i, seed, isMemoryHeavy: order[i] < heavy))];
    }

    private static WorkloadModel One(SeededRandom random, int index, ulong seed, bool isMemoryHeavy)
    {
        var family = random.NextUnit() < (isMemoryHeavy ? 0.3 : 0.6) ? ModelFamily.Cnn : ModelFamily.Transformer;
        var aloneMs = family == ModelFamily.Cnn ? Draws.LogUniform(random, 3, 15) : Draws.LogUniform(random, 5, 40);
        var constant = isMemoryHeavy ? Draws.LogUniform(random, 20, 56) : Draws.LogUniform(random, 1, 20);
        var itemMs = aloneMs / (1 + EmptyShare + constant);
        var curve = new LawCurve(0, itemMs * (100 + K4), EmptyShare * itemMs * (100 + K4), K4, constant * itemMs);
        var (weights, perItem) = Memory(random, curve, isMemoryHeavy);
        var name = string.Create(CultureInfo.InvariantCulture, $"{(family == ModelFamily.Cnn ? "cnn" : "transformer")}-{index:000}");
        return new WorkloadModel(
            new PlannedModel(name, MaxBatch),
            new LawProfile(family, BuiltInDevices.V100.Name, curve, weights, WorkBaseBytes, perItem),
            InterferenceTraits.Draw(seed, index));
    }

    /// <summary>Weights and work that give the model its ratio of compute to memory.</summary>
    private static (long WeightBytes, long ItemBytes) Memory(SeededRandom random, LawCurve curve, bool isMemoryHeavy)
    {
        double device = BuiltInDevices.V100.MemoryBytes;
        var sizes = new List<int>();
        for (var batch = 1; batch <= MaxBatch; batch = StreamCapacity.NextSize(batch, MaxBatch))
            sizes.Add(batch);
        var compute = sizes.Average(b => curve.Knee(b, LawEstimator.KneeWorth)) / 100;
        var ratio = isMemoryHeavy ? Draws.LogUniform(random, Math.Max(0.45, compute / 0.88), 0.95) : Draws.LogUniform(random, 1.3, 6);
        var memory = compute / ratio * device;
        var item = Draws.LogUniform(random, 10 * MB, 60 * MB);
        var meanBatch = sizes.Average();
        item = Math.Min(item, Math.Min(((MemoryMax * device) - memory) / (MaxBatch - meanBatch), (memory - WorkBaseBytes - WeightMinBytes) / meanBatch));
        return ((long)(memory - WorkBaseBytes - (meanBatch * item)), (long)item);
    }
}
