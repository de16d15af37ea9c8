namespace Shepherd.Core.Planning.Hybrid;

/// <summary>
/// An estimator that reckons with neighbours without knowing them: on less than the whole device, every batch takes longer by a constant. iGniter (TPDS 2023) measured 5 to 13 % with one neighbour on a V100.
/// </summary>
/// <param name="alone">What models need alone.</param>
/// <param name="slowdown">By what share a lane of a shared device is slower, 0 or more.</param>
public sealed class CautiousEstimator(IResourceEstimator alone, double slowdown) : IResourceEstimator
{
    /// <summary>The upper end of what was measured with one neighbour, so that a plan errs on the side of whole devices.</summary>
    public const double SlowdownDefault = 0.13;

    /// <inheritdoc/>
    public ResourceNeed? Estimate(int model, int pool, int batch) => alone.Estimate(model, pool, batch);

    /// <inheritdoc/>
    public long DurationNs(int model, int pool, int batch, double computePercent)
    {
        var aloneNs = alone.DurationNs(model, pool, batch, computePercent);
        return computePercent < 100 ? (long)(aloneNs * (1 + slowdown)) : aloneNs;
    }
}
