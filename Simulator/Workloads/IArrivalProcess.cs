using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads;

/// <summary>How the requests of one model arrive. Immutable: the same process, generator and duration give the same instants.</summary>
public interface IArrivalProcess
{
    /// <summary>Mean requests per second.</summary>
    double Rate { get; }

    /// <summary>Says what is wrong with its parameters, or null.</summary>
    string? FindFault();

    /// <summary>Arrival instants within [0, duration), nanoseconds, ascending.</summary>
    /// <param name="random">Where its draws come from.</param>
    /// <param name="durationNs">End of the arrivals.</param>
    IEnumerable<long> Draw(SeededRandom random, long durationNs);

    /// <summary>The same process at another mean rate. A drawn one keeps its variation and its own time scales; a trace is replayed in less or more time.</summary>
    /// <param name="factor">New rate ÷ old; positive.</param>
    IArrivalProcess Scale(double factor);
}
