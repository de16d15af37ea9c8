namespace Shepherd.Cli.Bench.Fleet;

/// <summary>Many workers against one planner.</summary>
/// <param name="Workers">Workers of one replayed device each.</param>
/// <param name="Processes">Processes that they are divided among; one of those is killed, and another takes its place.</param>
/// <param name="Groups">Model groups; each worker has all of them loaded.</param>
/// <param name="Partitions">Partitions of each.</param>
/// <param name="RateRps">Requests a second, of all groups.</param>
/// <param name="Seconds">How long nothing changes, for what it takes the planner then.</param>
/// <param name="Logs">Folder for the processes' logs and the models.</param>
internal sealed record FleetOptions(int Workers, int Processes, int Groups, int Partitions, double RateRps, double Seconds, string Logs)
{
    /// <summary>Workers of one process: the first ones have one more where it does not come out even.</summary>
    public int WorkersOf(int process) => (Workers / Processes) + (process < Workers % Processes ? 1 : 0);

    public int PartitionsInAll => Groups * Partitions;
}
