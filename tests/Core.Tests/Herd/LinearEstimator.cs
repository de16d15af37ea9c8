using Shepherd.Core.Planning;

namespace Shepherd.Core.Tests.Herd;

/// <summary>A model on a reference device: l(b) = αb + β.</summary>
internal sealed record LinearModel(string Name, double AlphaMs, double BetaMs, long WeightMiB, long WorkMiBPerRequest = 0, int MaxBatch = 64);

/// <summary>Models whose batches take αb + β, divided by the speed of the type.</summary>
internal sealed class LinearEstimator(IReadOnlyList<LinearModel> models, IReadOnlyList<double> speeds) : IResourceEstimator
{
    public const long MiB = 1 << 20;

    /// <summary>Pairs that are not known to run.</summary>
    public HashSet<(int Model, int Pool)> Unknown { get; } = [];

    public ResourceNeed? Estimate(int model, int pool, int batch) =>
        Unknown.Contains((model, pool)) ? null : new ResourceNeed(Math.Min(100, 10 * batch), models[model].WeightMiB * MiB, models[model].WorkMiBPerRequest * batch * MiB, DurationNs(model, pool, batch, 100));

    public long DurationNs(int model, int pool, int batch, double computePercent) => (long)(((models[model].AlphaMs * batch) + models[model].BetaMs) / speeds[pool] * 1e6 * 100 / computePercent);
}
