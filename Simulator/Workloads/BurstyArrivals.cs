using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads;

/// <summary>A Markov-modulated Poisson process of two states: Poisson arrivals whose rate jumps between a quiet and a burst level after exponential stays.</summary>
/// <param name="QuietRate">Requests per second while quiet; 0 for bursts out of silence.</param>
/// <param name="BurstRate">Requests per second during a burst; at least the quiet rate.</param>
/// <param name="MeanQuietS">Mean length of a quiet time, seconds.</param>
/// <param name="MeanBurstS">Mean length of a burst, seconds.</param>
public sealed record BurstyArrivals(double QuietRate, double BurstRate, double MeanQuietS, double MeanBurstS) : IArrivalProcess
{
    private const double NsPerS = 1e9;

    /// <inheritdoc/>
    public double Rate => ((QuietRate * MeanQuietS) + (BurstRate * MeanBurstS)) / (MeanQuietS + MeanBurstS);

    /// <summary>The process of mean rate 1 whose bursts are a number of times as dense as its quiet times.</summary>
    /// <param name="ratio">Burst rate ÷ quiet rate.</param>
    /// <param name="meanBurstS">Mean length of a burst, seconds.</param>
    /// <param name="meanQuietS">Mean length of a quiet time, seconds.</param>
    public static BurstyArrivals OfRatio(double ratio, double meanBurstS, double meanQuietS)
    {
        var quiet = (meanQuietS + meanBurstS) / (meanQuietS + (ratio * meanBurstS));
        return new BurstyArrivals(quiet, ratio * quiet, meanQuietS, meanBurstS);
    }

    /// <inheritdoc/>
    public string? FindFault() =>
        ArrivalFaults.Rate(Rate)
        ?? ArrivalFaults.Seconds("mean quiet time", MeanQuietS)
        ?? ArrivalFaults.Seconds("mean burst", MeanBurstS)
        ?? (QuietRate >= 0 && BurstRate >= QuietRate ? null : $"bursts of {BurstRate}/s over {QuietRate}/s: a burst must be at least as dense as the quiet time");

    /// <inheritdoc/>
    public IEnumerable<long> Draw(SeededRandom random, long durationNs)
    {
        var isBurst = random.NextUnit() < MeanBurstS / (MeanQuietS + MeanBurstS);
        for (var (at, endNs) = (0.0, 0.0); at < durationNs; isBurst = !isBurst)
        {
            endNs = at + (random.NextExponential() * (isBurst ? MeanBurstS : MeanQuietS) * NsPerS);
            // Exponential gaps have no memory: the one that reaches past the state's end is thrown away.
            for (var rate = isBurst ? BurstRate : QuietRate; ;)
            {
                at += random.NextExponential() / rate * NsPerS;
                if (at >= endNs || at >= durationNs)
                    break;
                yield return (long)at;
            }

            at = endNs;
        }
    }

    /// <inheritdoc/>
    public IArrivalProcess Scale(double factor) => this with { QuietRate = QuietRate * factor, BurstRate = BurstRate * factor };
}
