namespace Shepherd.Cli.Bench.Pipeline;

/// <summary>What to measure.</summary>
/// <param name="Seconds">Measured time, all cells together.</param>
/// <param name="BootstrapServers">A running Kafka; null: an embedded broker.</param>
/// <param name="LogFolder">For logs and the model repository.</param>
/// <param name="WorkerArguments">Further arguments of the worker.</param>
internal sealed record PipelineOptions(double Seconds, string? BootstrapServers, string LogFolder, IReadOnlyList<string> WorkerArguments);
