using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Grid;

/// <summary>One point of the grid.</summary>
/// <param name="Workload">What is served.</param>
/// <param name="SloFactor">SLO of each model, as a multiple of its l(1).</param>
/// <param name="Load">Share of the capacity: what the devices do in the largest batches that fit the SLOs.</param>
/// <param name="Gpus">Devices.</param>
public sealed record GridCell(GridWorkload Workload, double SloFactor, double Load, int Gpus)
{
    private const double NsPerS = 1e9;

    /// <summary>SLO as it is written: <c>5x</c>.</summary>
    public string Slo => FormattableString.Invariant($"{SloFactor}x");

    /// <summary>What identifies all loads of the cell.</summary>
    public string Series => $"{Workload.Name}/{Slo}/{Gpus}";

    /// <summary>The cell as people write it.</summary>
    public string Name => FormattableString.Invariant($"{Workload.Name}, SLO {Slo}, load {Load}, {Gpus} GPU{(Gpus == 1 ? "" : "s")}");

    /// <summary>What is simulated of it. Cells share the seed, so that a difference between two is not one of luck alone.</summary>
    /// <param name="size">How long cells are.</param>
    /// <param name="seed">Seed of all randomness.</param>
    /// <returns>A scenario without preemption; each policy has its own terms.</returns>
    /// <exception cref="ArgumentException">The trace does not fit the models; the message says what to do.</exception>
    public Scenario ToScenario(GridSize size, ulong seed)
    {
        var workload = Workload.At(SloFactor, Load, Gpus, seed);
        var rate = workload.Models.Sum(m => m.Arrivals.Rate) / NsPerS;
        double longestNs = workload.Models.Max(m => m.SloNs);
        var durationNs = Math.Max(size.RequestsWanted / rate, GridSize.SlosWanted * longestNs);
        if (durationNs * rate > size.RequestsCap)
            durationNs = Math.Max(size.RequestsCap / rate, size.SlosLeast * longestNs);
        if (Workload.Trace is { } trace)
            durationNs = Math.Min(durationNs, trace.LengthNs / workload.TimeCompression!.Value);
        return new Scenario(workload.Models, Gpus, (long)Math.Ceiling(durationNs), seed, PreemptionTerms.None);
    }

    /// <summary>Whether its arrivals last long enough to show anything; drawn ones always do.</summary>
    internal bool Lasts(GridSize size, ulong seed) =>
        Workload.Trace is null || (ToScenario(size, seed) is var scenario && scenario.DurationNs >= size.SlosLeast * scenario.Models.Max(m => m.SloNs));
}
