namespace Shepherd.Core.Herd;

/// <summary>A serving group.</summary>
/// <param name="Devices">size_j, at least 1.</param>
/// <param name="Streams">Indices of the streams that it serves, ascending; the models of these are resident on each of its devices.</param>
public sealed record HerdGroup(int Devices, IReadOnlyList<int> Streams);

/// <summary>What <see cref="HerdSolver"/> found.</summary>
/// <param name="Groups">Every stream is in exactly one.</param>
/// <param name="BurstTolerance">min over the streams with demand of size_j ÷ n_i; positive infinity where none has.</param>
/// <param name="BurstToleranceMax">The greatest that any grouping reaches: the ILP's optimum where <paramref name="IsProven"/>.</param>
/// <param name="Load">max over the groups of Σ n_i ÷ size_j: above 1 a group cannot serve what it is sent.</param>
/// <param name="IsProven">Whether the search for <paramref name="BurstToleranceMax"/> was exhaustive rather than cut short by <see cref="HerdOptions.SearchNodes"/>.</param>
public sealed record HerdSolution(IReadOnlyList<HerdGroup> Groups, double BurstTolerance, double BurstToleranceMax, double Load, bool IsProven);
