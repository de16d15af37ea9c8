using System.CommandLine;
using Shepherd.Cli.Bench.HandOver;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench handover</c>: how long a partition is silent when it changes hands.</summary>
internal static class BenchHandOverCommand
{
    private const int MovesMax = 10_000;
    private const int WorkersMax = 4;
    private const int GroupsMax = 8;
    private const int PartitionsMax = 32;
    private const double RateMaxRps = 500;
    private const double SecondsMax = 3600;

    internal static Command Create(HomeFolders home)
    {
        var moves = NumberOption.Create("--moves", "Partitions to move; each counts whenever it moves", otherwise: 200, min: 1, MovesMax);
        var workers = NumberOption.Create("--workers", "Workers, each a process", otherwise: 2, min: 2, WorkersMax);
        var groups = NumberOption.Create("--groups", "Model groups", otherwise: 2, min: 1, GroupsMax);
        var partitions = NumberOption.Create("--partitions", "Partitions of each", otherwise: 8, min: 1, PartitionsMax);
        var rate = NumberOption.Create("--rate", "Requests a second to each partition", otherwise: 40.0, min: 1, RateMaxRps);
        var seconds = NumberOption.Create("--seconds", "It ends then, however many have moved", otherwise: 180.0, min: 1, SecondsMax);
        var output = SharedOptions.Output("table");
        var command = new Command("handover", "Moves partitions between workers under load: how long each is silent, whether requests are lost or answered twice") { moves, workers, groups, partitions, rate, seconds, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            var options = new HandOverOptions(
                parsed.GetValue(moves), parsed.GetValue(workers), parsed.GetValue(groups), parsed.GetValue(partitions), parsed.GetValue(rate), parsed.GetValue(seconds), home.NewLogFolder());
            var figures = await HandOverBenchmark.RunAsync(options, parsed.InvocationConfiguration.Error.WriteLine, cancellationToken);
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(HandOverReport.ToJson(figures));
                else
                    HandOverReport.Write(writer, figures);
            });
            return figures.Log.Lost == 0 ? ExitCodes.Done : ExitCodes.Failed;
        }));
        return command;
    }
}
