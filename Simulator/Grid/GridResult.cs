using Shepherd.Simulator.Report;

namespace Shepherd.Simulator.Grid;

/// <summary>What a grid came to.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="Cells">In the plan's order.</param>
/// <param name="MaxLoads">Largest loads at the wanted attainment, in the order of the cells.</param>
public sealed record GridResult(GridPlan Plan, IReadOnlyList<CellResult> Cells, IReadOnlyList<MaxLoadResult> MaxLoads);

/// <summary>What a cell came to.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="DurationNs">How long requests arrived.</param>
/// <param name="Results">By policy, in the plan's order; each with the bound.</param>
public sealed record CellResult(GridCell Cell, long DurationNs, IReadOnlyList<SimulationResult> Results);

/// <summary>The largest load that a policy serves at <see cref="GridPlan.Attainment"/>.</summary>
/// <param name="Cell">Any cell of that workload, SLO and number of devices; its load does not count.</param>
/// <param name="Loads">By policy, in the plan's order; 0 where none was found.</param>
public sealed record MaxLoadResult(GridCell Cell, IReadOnlyList<double> Loads);

/// <summary>How far a grid is.</summary>
/// <param name="Done">Parts of the work that are done.</param>
/// <param name="Total">All parts.</param>
/// <param name="What">The one just done.</param>
public readonly record struct GridProgress(int Done, int Total, string What);
