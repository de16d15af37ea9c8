namespace Shepherd.Cli.Bench.HandOver;

/// <summary>What is moved, and how often.</summary>
/// <param name="Moves">Partitions to move, at least; each counts whenever it moves.</param>
/// <param name="Workers">Workers, each a process.</param>
/// <param name="Groups">Model groups.</param>
/// <param name="Partitions">Partitions of each.</param>
/// <param name="RateRps">Requests a second to each partition, evenly spaced.</param>
/// <param name="Seconds">It ends then, however many have moved.</param>
/// <param name="Logs">Folder for the processes' logs and the models.</param>
internal sealed record HandOverOptions(int Moves, int Workers, int Groups, int Partitions, double RateRps, double Seconds, string Logs);
