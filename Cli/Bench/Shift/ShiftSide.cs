namespace Shepherd.Cli.Bench.Shift;

/// <summary>One way of assigning partitions, and what became of the load.</summary>
/// <param name="Name">Of the way.</param>
/// <param name="Curve">Attainment over time.</param>
/// <param name="Lost">Requests without an outcome.</param>
/// <param name="Repeats">Results of requests that had one already.</param>
/// <param name="Moves">Partitions that the planner moved while it was measured.</param>
/// <param name="Machine">What else the machine did.</param>
internal sealed record ShiftSide(string Name, ShiftCurve Curve, int Lost, int Repeats, int Moves, string Machine);
