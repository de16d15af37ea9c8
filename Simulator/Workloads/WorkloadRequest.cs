using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Simulator.Workloads;

/// <summary>What a workload is to be made of.</summary>
public sealed record WorkloadRequest
{
    /// <summary>The models.</summary>
    public required IReadOnlyList<ModelDemand> Models { get; init; }

    /// <summary>Devices that the load is measured by.</summary>
    public required int Devices { get; init; }

    /// <summary>How many models there are to be: the first ones, or copies in turn; null for those given.</summary>
    public int? ModelsCount { get; init; }

    /// <summary>Zipf exponent of the models' shares, by their order; null for the shares that they name.</summary>
    public double? ZipfExponent { get; init; }

    /// <summary>How requests vary for models that do not say, at a mean rate of 1. Default Poisson.</summary>
    public IArrivalProcess Shape { get; init; } = new GammaArrivals(1, 1);

    /// <summary>Recorded arrivals; null to draw them.</summary>
    public Trace? Trace { get; init; }

    /// <summary>
    /// How the trace's streams are given to models where they do not bear their names. Null: by weight; but a trace that names models is refused where it names none of those that the user named.
    /// </summary>
    public StreamMapping? Mapping { get; init; }

    /// <summary>Load that rates are scaled to, or a trace is compressed to; null for rates as they are. See <see cref="OfferedLoad"/>.</summary>
    public double? Load { get; init; }

    /// <summary>Factor on all rates; a trace is replayed so many times as fast.</summary>
    public double RateScale { get; init; } = 1;

    /// <summary>How long requests arrive; null for the whole trace, or 20 s without one. A trace ends it in any case.</summary>
    public long? DurationNs { get; init; }

    /// <summary>Seed of the division of a trace's single stream.</summary>
    public ulong Seed { get; init; } = 1;
}
