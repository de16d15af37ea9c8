using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Engine;

/// <summary>What is simulated: one serving group.</summary>
/// <param name="Models">Models, each resident on every device.</param>
/// <param name="Devices">Devices, one lane each.</param>
/// <param name="DurationNs">Requests arrive in [0, duration); the simulation goes on until each has its outcome.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Overheads">What a real device costs beyond the model.</param>
public sealed record Scenario(IReadOnlyList<SimulatedModel> Models, int Devices, long DurationNs, ulong Seed, Overheads Overheads)
{
    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (Models.Count == 0)
            return "there is no model to serve";
        if (Devices < 1)
            return $"{Devices} devices: at least 1 is needed";
        if (DurationNs <= 0)
            return "the duration must be positive";
        foreach (var model in Models)
        {
            if (!(model.Arrivals.Rate > 0) || !double.IsFinite(model.Arrivals.Rate))
                return $"model '{model.Name}': rate is {model.Arrivals.Rate} requests/s; it must be positive";
            if (!(model.Arrivals.Cv > 0) || !double.IsFinite(model.Arrivals.Cv))
                return $"model '{model.Name}': CV is {model.Arrivals.Cv}; it must be positive (1 is Poisson)";
            if (model.MaxBatch < 1)
                return $"model '{model.Name}': max batch is {model.MaxBatch}; it must be at least 1";
            if (model.SloNs < model.Latency.EstimateNs(0, 1))
                return $"model '{model.Name}': its SLO of {model.SloNs / 1e6} ms is below l(1) = {model.Latency.EstimateNs(0, 1) / 1e6} ms: no request could meet it";
        }

        return Overheads.FindFault();
    }
}
