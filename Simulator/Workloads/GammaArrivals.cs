using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads;

/// <summary>Renewal arrivals in equilibrium: independent gaps from a Gamma distribution with mean 1 ÷ rate. A coefficient of variation of 1 is Poisson.</summary>
/// <param name="Rate">Requests per second; positive.</param>
/// <param name="Cv">Coefficient of variation of the gaps; positive. The Gamma's shape is 1 ÷ CV².</param>
public sealed record GammaArrivals(double Rate, double Cv) : IArrivalProcess
{
    private const double NsPerS = 1e9;

    /// <inheritdoc/>
    public string? FindFault() => ArrivalFaults.Rate(Rate) ?? ArrivalFaults.Cv(Cv);

    /// <inheritdoc/>
    public IEnumerable<long> Draw(SeededRandom random, long durationNs)
    {
        var meanNs = NsPerS / Rate;
        for (var at = RenewalGaps.First(random, Cv) * meanNs; at < durationNs; at += RenewalGaps.Next(random, Cv) * meanNs)
            yield return (long)at;
    }

    /// <inheritdoc/>
    public IArrivalProcess Scale(double factor) => this with { Rate = Rate * factor };
}
