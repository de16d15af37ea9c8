namespace Shepherd.Core.Planning.Hybrid;

/// <summary>
/// An estimator that reckons with neighbours without knowing them: a lane of a share of the device has as many as there is room for, and each makes every batch longer by a constant. iGniter (TPDS 2023) measured
/// 5 % (ResNet-50, AlexNet), 9 % (SSD) and 13 % (VGG-19) with one neighbour on a V100.
/// </summary>
/// <param name="alone">What models need alone.</param>
/// <param name="perNeighbour">By what share a lane is slower for each neighbour, 0 or more.</param>
public sealed class CautiousEstimator(IResourceEstimator alone, double perNeighbour) : IResourceEstimator
{
    /// <summary>The mean of what was measured.</summary>
    public const double PerNeighbourDefault = 0.08;

    /// <inheritdoc/>
    public ResourceNeed? Estimate(int model, int pool, int batch) => alone.Estimate(model, pool, batch);

    /// <inheritdoc/>
    public long DurationNs(int model, int pool, int batch, double computePercent) =>
        (long)(alone.DurationNs(model, pool, batch, computePercent) * (1 + (perNeighbour * ((100 / computePercent) - 1))));
}
