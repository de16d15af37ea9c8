namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>How the streams of a trace are given to models.</summary>
public enum StreamMapping
{
    /// <summary>So that each model's share of the requests comes as near its weight as whole streams allow.</summary>
    ByWeight,

    /// <summary>In turn, the busiest stream first (as Clockwork stripes functions over models).</summary>
    RoundRobin,
}
