using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads;

/// <summary>Poisson arrivals whose rate follows a sine: rate × (1 + amplitude × sin(2πt ÷ period)), drawn by thinning (Lewis and Shedler, 1979).</summary>
/// <param name="Rate">Mean requests per second over a period; positive.</param>
/// <param name="Amplitude">Swing as a share of the mean, 0 to 1.</param>
/// <param name="PeriodS">Length of a period, seconds.</param>
public sealed record DiurnalArrivals(double Rate, double Amplitude, double PeriodS) : IArrivalProcess
{
    private const double NsPerS = 1e9;

    /// <inheritdoc/>
    public string? FindFault() =>
        ArrivalFaults.Rate(Rate)
        ?? ArrivalFaults.Seconds("period", PeriodS)
        ?? (Amplitude is >= 0 and <= 1 ? null : $"amplitude is {Amplitude}; it must be 0 to 1, a share of the mean rate");

    /// <inheritdoc/>
    public IEnumerable<long> Draw(SeededRandom random, long durationNs)
    {
        var peak = 1 + Amplitude;
        for (var at = 0.0; ;)
        {
            at += random.NextExponential() / (Rate * peak) * NsPerS;
            if (at >= durationNs)
                yield break;
            if (random.NextUnit() * peak < 1 + (Amplitude * Math.Sin(2 * Math.PI * at / (PeriodS * NsPerS))))
                yield return (long)at;
        }
    }

    /// <inheritdoc/>
    public IArrivalProcess Scale(double factor) => this with { Rate = Rate * factor };
}
