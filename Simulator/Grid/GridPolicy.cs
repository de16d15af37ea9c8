using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Grid;

/// <summary>A policy of a grid, and the devices that it is given.</summary>
/// <param name="Name">Name in the results.</param>
/// <param name="Create">Makes a fresh one.</param>
/// <param name="Preemption">What its lanes can do: a policy is compared as it was published.</param>
public sealed record GridPolicy(string Name, Func<ISchedulingPolicy> Create, PreemptionTerms Preemption);
