using System.CommandLine;
using Shepherd.Cli.Bench.Pipeline;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench pipeline</c>: what the worker costs beside the bare client library.</summary>
internal static class BenchPipelineCommand
{
    /// <summary>With starting and warming, about a minute in all.</summary>
    private const double SecondsDefault = 36;

    private const double SecondsMax = 86_400;

    internal static Command Create(HomeFolders home)
    {
        var seconds = NumberOption.Create("--seconds", $"Measured time, all cells together (default {SecondsDefault})", min: 1, SecondsMax);
        var kafka = new Option<string?>("--kafka") { Description = "Kafka to use, host:port[,host:port…]; without it an embedded one is started", HelpName = "host:port" };
        var policy = new Option<string?>("--policy") { Description = "Scheduling policy of the worker (default: the worker's own)" };
        var output = SharedOptions.Output("table");
        var command = new Command("pipeline", "Throughput and latency of a worker whose model answers its input, against the client library sending records back") { seconds, kafka, policy, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            string[] worker = parsed.GetValue(policy) is { } name ? ["--policy", name] : [];
            var options = new PipelineOptions(parsed.GetValue(seconds) ?? SecondsDefault, parsed.GetValue(kafka), home.NewLogFolder(), worker);
            var figures = await PipelineBenchmark.RunAsync(options, parsed.InvocationConfiguration.Error.WriteLine, cancellationToken);
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(PipelineReport.ToJson(figures));
                else
                    PipelineReport.Write(writer, figures);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
