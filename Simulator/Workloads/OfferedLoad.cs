using Shepherd.Core.Profiles;

namespace Shepherd.Simulator.Workloads;

/// <summary>
/// Requests against what devices can do: a load of 1 keeps every device busy when each model runs in the largest batches that fit its SLO, which takes
/// l(B) ÷ B of device time a request. Real batches are smaller, so that the devices are full before that.
/// </summary>
public static class OfferedLoad
{
    private const double NsPerS = 1e9;

    /// <summary>Device time that a request takes in the largest batch that runs within the SLO; alone where none does.</summary>
    public static double CostNs(SimulatedModel model)
    {
        var batch = Math.Max(1, model.Latency.LargestBatch(0, model.MaxBatch, model.SloNs));
        return (double)model.Latency.EstimateNs(0, batch) / batch;
    }

    /// <summary>The load of models on a number of devices.</summary>
    public static double Of(IReadOnlyList<SimulatedModel> models, int devices) => models.Sum(m => m.Arrivals.Rate * CostNs(m)) / NsPerS / devices;

    /// <summary>What all rates must be multiplied by to be a wanted load.</summary>
    /// <param name="models">Models; each of a positive rate.</param>
    /// <param name="devices">Devices.</param>
    /// <param name="load">Wanted load, positive.</param>
    public static double Factor(IReadOnlyList<SimulatedModel> models, int devices, double load) => load / Of(models, devices);

    /// <summary>The models with their rates multiplied. Traces are replayed in less or more time for it.</summary>
    public static IReadOnlyList<SimulatedModel> Scale(IReadOnlyList<SimulatedModel> models, double factor) =>
        [.. models.Select(m => m with { Arrivals = m.Arrivals.Scale(factor) })];
}
