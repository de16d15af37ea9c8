namespace Shepherd.Cli.Bench.Front;

/// <summary>What to measure.</summary>
/// <param name="Seconds">Measured time, all slices together.</param>
/// <param name="Open">Asynchronous requests to hold open.</param>
/// <param name="LogFolder">For logs and the model repositories.</param>
internal sealed record FrontOptions(double Seconds, int Open, string LogFolder);
