using System.Globalization;
using Shepherd.Core.Planning;
using Shepherd.Core.Planning.BuiltIn;
using Shepherd.Core.Primitives;
using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Plans.Workloads;

/// <summary>
/// Large language models, a request being one forward pass over a prompt: 2 operations per parameter and token at half of the A100's dense half-precision peak, and the weights read once per batch at 80 % of its
/// memory bandwidth (vendor: 312 TFLOPS, 2,039 GB/s).
/// </summary>
internal static class LlmModels
{
    public const int MaxBatch = 32;

    private const double FlopsPerMs = 0.5 * 312e9;

    private const double BytesPerMs = 0.8 * 2.039e9;

    private const double WeightsBandwidthPercent = 80;

    private const long MB = 1_000_000;

    private const double K4 = 0.3;

    /// <summary>Billions of parameters of models that are widely used.</summary>
    private static readonly int[] Sizes = [7, 13, 3, 30, 8, 20];

    /// <summary>Tokens of a prompt.</summary>
    private static readonly int[] Prompts = [16, 32, 64, 128];

    public static IReadOnlyList<WorkloadModel> Draw(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(i => One(i, Sizes[i % Sizes.Length], Prompts[(int)(random.NextUnit() * Prompts.Length)], seed))];
    }

    private static WorkloadModel One(int index, int billions, int tokens, ulong seed)
    {
        var parameters = billions * 1e9;
        var weights = 2 * parameters;
        var curve = new LawCurve(0, 2 * parameters * tokens / FlopsPerMs * (100 + K4), 0, K4, weights / BytesPerMs);
        // Keys and values of a 7B model take half a megabyte a token and grow with layers times width, about the size's power of 2/3.
        var item = (50 * MB) + (long)(tokens * 0.5 * MB * Math.Pow(billions / 7.0, 2.0 / 3));
        var traits = InterferenceTraits.Draw(seed, index) with { BandwidthPercent = WeightsBandwidthPercent * curve.K5 / curve.ActiveMs(1, 100) };
        return new WorkloadModel(
            new PlannedModel(string.Create(CultureInfo.InvariantCulture, $"llm-{billions}b-{index:000}"), MaxBatch),
            new LawProfile(ModelFamily.Transformer, BuiltInDevices.A100Of80.Name, curve, (long)weights, 1000 * MB, item),
            traits);
    }
}
