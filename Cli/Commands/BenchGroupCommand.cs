using System.CommandLine;
using Shepherd.Cli.Bench.Group;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench group</c>: what one queue over several workers is worth.</summary>
internal static class BenchGroupCommand
{
    private const int WorkersMax = 64;
    private const double SecondsMax = 3600;
    private const double ScaleMax = 1000;
    private const double LoadMax = 10;

    internal static Command Create(HomeFolders home)
    {
        var workers = NumberOption.Create("--workers", "Workers of one device each", otherwise: 12, min: 2, WorkersMax);
        var seconds = NumberOption.Create("--seconds", "How long requests arrive", otherwise: 40.0, min: 1, SecondsMax);
        var scale = NumberOption.Create("--scale", "How many times slower than the study's the models are, so that this machine can send so many requests", otherwise: 20.0, min: 1, ScaleMax);
        var load = NumberOption.Create("--load", "Share of what the devices do in the largest batches that fit the SLOs", otherwise: 0.9, min: 0.01, LoadMax);
        var cv = NumberOption.Create("--cv", "Coefficient of variation of the gaps between arrivals", otherwise: 1.0, min: 0.01, LoadMax);
        var seed = NumberOption.Create("--seed", "Seed of the arrivals", otherwise: 1UL, min: 0UL, ulong.MaxValue);
        var output = SharedOptions.Output("table");
        var command = new Command("group", "Workers as one serving group against the same workers alone, over Kafka, with replayed models and the same arrivals") { workers, seconds, scale, load, cv, seed, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            var options = new GroupBenchOptions(
                parsed.GetValue(workers), parsed.GetValue(seconds), parsed.GetValue(scale), parsed.GetValue(load), parsed.GetValue(cv), parsed.GetValue(seed), home.NewLogFolder());
            var rows = await GroupBenchmark.RunAsync(options, parsed.InvocationConfiguration.Error.WriteLine, cancellationToken);
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(GroupReport.ToJson(rows));
                else
                    GroupReport.Write(writer, rows);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
