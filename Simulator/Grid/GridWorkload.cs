using Shepherd.Simulator.Workloads;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Simulator.Grid;

/// <summary>Models and how their requests arrive, before SLO, load and devices are chosen.</summary>
/// <param name="Name">Name in the results.</param>
/// <param name="Family">Name of the models, whatever the arrivals.</param>
/// <param name="Models">The models; their SLOs are replaced.</param>
public sealed record GridWorkload(string Name, string Family, IReadOnlyList<ModelDemand> Models)
{
    /// <summary>Coefficient of variation of the gaps between a model's arrivals; null where a trace has its own.</summary>
    public double? Cv { get; init; }

    /// <summary>Recorded arrivals; null to draw them.</summary>
    public Trace? Trace { get; init; }

    /// <summary>The workload with every SLO a multiple of its model's l(1), at a load.</summary>
    /// <param name="sloFactor">The multiple; at least 1.</param>
    /// <param name="load">Load on the devices.</param>
    /// <param name="devices">Devices.</param>
    /// <param name="seed">Seed of the division of a trace.</param>
    /// <exception cref="ArgumentException">The trace does not fit the models; the message says what to do.</exception>
    internal Workload At(double sloFactor, double load, int devices, ulong seed) => Workload.Of(new WorkloadRequest
    {
        Models = [.. Models.Select(m => m with { SloNs = (long)(sloFactor * m.Latency.EstimateNs(0, 1)) })],
        Devices = devices,
        Shape = new GammaArrivals(1, Cv ?? 1),
        Trace = Trace,
        Mapping = StreamMapping.ByWeight,
        Load = load,
        // Any that is short: the grid sets its own once the rates are known.
        DurationNs = 1,
        Seed = seed,
    });
}
