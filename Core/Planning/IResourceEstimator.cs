namespace Shepherd.Core.Planning;

/// <summary>What a model needs of a device (USHER §2): Creq, Mreq and time per model, batch size and device type. Pure: the same question has the same answer.</summary>
public interface IResourceEstimator
{
    /// <summary>What one batch needs, alone on the device; null where the model is not known to run on the type.</summary>
    /// <param name="model">Index into <see cref="PlanningProblem.Models"/>.</param>
    /// <param name="pool">Index into <see cref="PlanningProblem.Devices"/>.</param>
    /// <param name="batch">Requests in the batch, from 1.</param>
    ResourceNeed? Estimate(int model, int pool, int batch);

    /// <summary>How long a batch runs alone on a share of the device, nanoseconds; safe to ask from several threads, as simulations do. Never longer on a larger share, nor shorter for a larger batch; at 100 % that of <see cref="Estimate"/>.</summary>
    /// <param name="model">Index of a model that is known to run on the type.</param>
    /// <param name="pool">Index of the pool.</param>
    /// <param name="batch">Requests in the batch, from 1.</param>
    /// <param name="computePercent">Share of the device's compute, above 0 and at most 100 %.</param>
    long DurationNs(int model, int pool, int batch, double computePercent);
}

/// <summary>What one batch of a model needs of a device.</summary>
/// <param name="ComputePercent">Creq: the share of the device's compute beyond which the batch gains nothing worth having, above 0 and at most 100 %.</param>
/// <param name="WeightBytes">Part of Mreq that stays while the model is resident.</param>
/// <param name="WorkBytes">Part of Mreq that only a running batch needs, at its peak.</param>
/// <param name="DurationNs">How long the batch runs on the whole device.</param>
public readonly record struct ResourceNeed(double ComputePercent, long WeightBytes, long WorkBytes, long DurationNs)
{
    /// <summary>Mreq: the most device memory that the model uses at any point, bytes.</summary>
    public long MemoryBytes => WeightBytes + WorkBytes;
}
