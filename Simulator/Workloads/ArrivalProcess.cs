using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads;

/// <summary>Renewal arrivals: independent gaps from a Gamma distribution with mean 1 ÷ rate. A coefficient of variation of 1 is Poisson.</summary>
/// <param name="Rate">Requests per second; positive.</param>
/// <param name="Cv">Coefficient of variation of the gaps; positive. The Gamma's shape is 1 ÷ CV².</param>
public sealed record ArrivalProcess(double Rate, double Cv)
{
    private const double NsPerS = 1e9;

    /// <summary>Arrival instants within [0, duration), ascending.</summary>
    public IEnumerable<long> Draw(SeededRandom random, long durationNs)
    {
        var shape = 1 / (Cv * Cv);
        var meanNs = NsPerS / Rate;
        for (var at = 0.0; ;)
        {
            at += (Cv == 1 ? random.NextExponential() : random.NextGamma(shape) / shape) * meanNs;
            if (at >= durationNs)
                yield break;
            yield return (long)at;
        }
    }
}
