using Shepherd.Core.Primitives;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests;

/// <summary>Requests at given instants.</summary>
internal sealed record GivenArrivals(IReadOnlyList<long> InstantsNs) : IArrivalProcess
{
    public double Rate => InstantsNs.Count;

    public string? FindFault() => null;

    public IEnumerable<long> Draw(SeededRandom random, long durationNs) => InstantsNs;

    public IArrivalProcess Scale(double factor) => throw new NotSupportedException("instants that are given have no rate to change");
}
