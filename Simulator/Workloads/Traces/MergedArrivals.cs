using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>Several processes as one.</summary>
/// <param name="Parts">At least one.</param>
public sealed record MergedArrivals(IReadOnlyList<IArrivalProcess> Parts) : IArrivalProcess
{
    /// <inheritdoc/>
    public double Rate { get; } = Parts.Sum(p => p.Rate);

    /// <inheritdoc/>
    public string? FindFault() => Parts.Count == 0 ? "no stream arrives at it" : Parts.Select(p => p.FindFault()).FirstOrDefault(f => f is not null);

    /// <inheritdoc/>
    public IEnumerable<long> Draw(SeededRandom random, long durationNs) => ArrivalMerge.Draw(Parts, random.NextBits(), durationNs).Select(next => next.AtNs);

    /// <inheritdoc/>
    public IArrivalProcess Scale(double factor) => new MergedArrivals([.. Parts.Select(p => p.Scale(factor))]);
}
