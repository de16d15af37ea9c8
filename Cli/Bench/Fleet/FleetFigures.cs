namespace Shepherd.Cli.Bench.Fleet;

/// <summary>Something that happened to the fleet, and how long it took until every partition had one live owner again.</summary>
/// <param name="What">For people.</param>
/// <param name="PlanS">Until the first plan that answers it; null: none was needed.</param>
/// <param name="OwnedS">Until all partitions were owned.</param>
/// <param name="Plans">Plans that were written for it.</param>
/// <param name="PlannerCpuMs">Processor time of the planner.</param>
internal sealed record FleetPhase(string What, double? PlanS, double OwnedS, int Plans, double PlannerCpuMs);

/// <summary>What a fleet takes of its planner.</summary>
/// <param name="Phases">In order.</param>
/// <param name="PlannerCpuPercent">Of one processor, while nothing changes.</param>
/// <param name="PlannerRssMib">Resident memory of the planner.</param>
/// <param name="PlannerHeapMib">Its managed heap.</param>
/// <param name="BeatsPerS">Heartbeats that came in, while nothing changes.</param>
/// <param name="SteadyPlans">Plans that were written while nothing changed.</param>
/// <param name="Moves">Moves that the planner tells of, in milliseconds each.</param>
/// <param name="Requests">Requests that were sent meanwhile.</param>
/// <param name="Lost">Of those without an outcome.</param>
/// <param name="Repeats">Results of requests that had one already.</param>
/// <param name="Machine">What else the machine did.</param>
internal sealed record FleetFigures(
    IReadOnlyList<FleetPhase> Phases, double PlannerCpuPercent, double PlannerRssMib, double PlannerHeapMib, double BeatsPerS, int SteadyPlans, IReadOnlyList<double> Moves, int Requests, int Lost, int Repeats, string Machine);
