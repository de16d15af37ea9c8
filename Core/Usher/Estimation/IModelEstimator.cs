using Shepherd.Core.Planning;

namespace Shepherd.Core.Usher.Estimation;

/// <summary>What one model needs of one type of device: one cell of an <see cref="IResourceEstimator"/>. Pure; time and memory do not fall as the batch grows.</summary>
public interface IModelEstimator
{
    /// <summary>What one batch needs, alone on the device.</summary>
    /// <param name="batch">Requests in the batch, 1 to <see cref="Profiles.LatencyLimits.MaxBatch"/>.</param>
    ResourceNeed Estimate(int batch);

    /// <summary>How long a batch runs alone on a share of the device, nanoseconds; never longer on a larger share.</summary>
    /// <param name="batch">As above.</param>
    /// <param name="computePercent">Above 0 and at most 100 %.</param>
    long DurationNs(int batch, double computePercent);
}
