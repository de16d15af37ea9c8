using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>Arrivals as they were recorded, replayed a number of times as fast.</summary>
/// <param name="InstantsNs">Ascending.</param>
/// <param name="LengthNs">Time that they cover, before it is compressed.</param>
/// <param name="Speed">Recorded time ÷ replayed time.</param>
public sealed record InstantArrivals(IReadOnlyList<long> InstantsNs, long LengthNs, double Speed = 1) : IArrivalProcess
{
    /// <summary>What to do where a model is to have none.</summary>
    internal const string NoneRemedy = "leave the model out, or select more of the trace";

    private const double NsPerS = 1e9;

    /// <summary>The file that they come from, for messages; null where there is none.</summary>
    public string? File { get; init; }

    /// <inheritdoc/>
    public double Rate => InstantsNs.Count / (LengthNs / NsPerS) * Speed;

    /// <inheritdoc/>
    public string? FindFault() => InstantsNs.Count == 0 ? $"{File ?? "the trace"} has no request for it in the selected time; {NoneRemedy}" : ArrivalFaults.Rate(Rate);

    /// <inheritdoc/>
    public IEnumerable<long> Draw(SeededRandom random, long durationNs)
    {
        for (var i = 0; i < InstantsNs.Count; i++)
        {
            var at = (long)(InstantsNs[i] / Speed);
            if (at >= durationNs)
                yield break;
            yield return at;
        }
    }

    /// <inheritdoc/>
    public IArrivalProcess Scale(double factor) => this with { Speed = Speed * factor };
}
