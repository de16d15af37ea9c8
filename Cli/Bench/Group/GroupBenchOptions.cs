namespace Shepherd.Cli.Bench.Group;

/// <summary>What is compared.</summary>
/// <param name="Workers">Workers of one device each.</param>
/// <param name="Seconds">How long requests arrive, in real time.</param>
/// <param name="Scale">How many times slower than the study's the models are.</param>
/// <param name="Load">Share of what the devices do in the largest batches that fit the SLOs.</param>
/// <param name="Cv">Coefficient of variation of the gaps between arrivals.</param>
/// <param name="Seed">Of the arrivals.</param>
/// <param name="Logs">Folder for the processes' logs and the models.</param>
internal sealed record GroupBenchOptions(int Workers, double Seconds, double Scale, double Load, double Cv, ulong Seed, string Logs);
