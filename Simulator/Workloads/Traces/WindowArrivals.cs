using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>
/// Arrivals of which only the rate and variation of each window are known: a Gamma renewal process whose time runs at the window's rate. A gap goes on
/// across the windows' borders, so that many short windows of high variation do not each begin with a burst.
/// </summary>
/// <param name="Windows">Ascending, not overlapping; between them nothing arrives.</param>
/// <param name="LengthNs">Time that they cover.</param>
public sealed record WindowArrivals(IReadOnlyList<RateWindow> Windows, long LengthNs) : IArrivalProcess
{
    private const double NsPerS = 1e9;

    /// <inheritdoc/>
    public double Rate { get; } = Windows.Sum(w => w.Expected) / (LengthNs / NsPerS);

    /// <inheritdoc/>
    public string? FindFault() => ArrivalFaults.Rate(Rate) ?? Windows.Where(w => w.Rate > 0).Select(w => ArrivalFaults.Cv(w.Cv)).FirstOrDefault(f => f is not null);

    /// <inheritdoc/>
    public IEnumerable<long> Draw(SeededRandom random, long durationNs)
    {
        double? gap = null;
        foreach (var window in Windows)
        {
            if (window.StartNs >= durationNs)
                yield break;
            if (window.Rate <= 0)
                continue;
            var next = gap ?? RenewalGaps.First(random, window.Cv);
            for (; next < window.Expected; next += RenewalGaps.Next(random, window.Cv))
            {
                var at = window.StartNs + (long)(next / window.Rate * NsPerS);
                if (at >= durationNs)
                    yield break;
                yield return at;
            }

            gap = next - window.Expected;
        }
    }

    /// <inheritdoc/>
    public IArrivalProcess Scale(double factor) => new WindowArrivals(
        [.. Windows.Select(w => new RateWindow((long)(w.StartNs / factor), (long)(w.EndNs / factor), w.Rate * factor, w.Cv))],
        (long)(LengthNs / factor));

    /// <summary>A share of the requests in every window.</summary>
    internal WindowArrivals Share(double share) => new([.. Windows.Select(w => w with { Rate = w.Rate * share })], LengthNs);
}
