using Shepherd.Core.Planning;

namespace Shepherd.Core.Usher.Estimation;

/// <summary>An estimator of its own kind for each model and type of device: measured where there is a profile, computed where there is only a graph.</summary>
/// <param name="cells">Estimators by model, then by pool; null where the model is not known to run on the type.</param>
public sealed class ComposedEstimator(IReadOnlyList<IReadOnlyList<IModelEstimator?>> cells) : IResourceEstimator
{
    /// <inheritdoc/>
    public ResourceNeed? Estimate(int model, int pool, int batch) => cells[model][pool]?.Estimate(batch);

    /// <inheritdoc/>
    public long DurationNs(int model, int pool, int batch, double computePercent) =>
        (cells[model][pool] ?? throw new ArgumentException($"model {model} is not known to run on pool {pool}", nameof(pool))).DurationNs(batch, computePercent);
}
