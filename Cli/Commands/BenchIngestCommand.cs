using System.CommandLine;
using Shepherd.Cli.Bench.Front;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench ingest</c>: what the front costs beside the SDK.</summary>
internal static class BenchIngestCommand
{
    private const double SecondsDefault = 36;
    private const double SecondsMax = 86_400;
    private const int OpenDefault = 5_000;

    /// <summary>As many as a front keeps.</summary>
    private const int OpenMax = 10_000;

    internal static Command Create(HomeFolders home)
    {
        var seconds = NumberOption.Create("--seconds", "Measured time of the ways of asking, all together", SecondsDefault, min: 1, SecondsMax);
        var open = NumberOption.Create("--open", "Asynchronous requests to hold open", OpenDefault, min: 1, OpenMax);
        var output = SharedOptions.Output("table");
        var command = new Command("ingest", "Throughput and latency of REST and gRPC against the SDK, and asynchronous requests held open") { seconds, open, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            var options = new FrontOptions(parsed.GetValue(seconds), parsed.GetValue(open), home.NewLogFolder());
            var figures = await FrontBenchmark.RunAsync(options, parsed.InvocationConfiguration.Error.WriteLine, cancellationToken);
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(FrontReport.ToJson(figures));
                else
                    FrontReport.Write(writer, figures);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
