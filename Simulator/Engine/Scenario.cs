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
            if (model.FindFault() is { } fault)
                return fault;
        }

        return Overheads.FindFault();
    }
}
