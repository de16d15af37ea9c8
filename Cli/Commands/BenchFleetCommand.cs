using System.CommandLine;
using Shepherd.Cli.Bench.Fleet;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench fleet</c>: many workers against one planner.</summary>
internal static class BenchFleetCommand
{
    private const int WorkersMax = 1000;
    private const int ProcessesMax = 16;
    private const int GroupsMax = 32;
    private const int PartitionsMax = 1000;
    private const double RateMaxRps = 1000;
    private const double SecondsMax = 3600;

    internal static Command Create(HomeFolders home)
    {
        var workers = NumberOption.Create("--workers", "Workers of one replayed device each", otherwise: 200, min: 2, WorkersMax);
        var processes = NumberOption.Create("--processes", "Processes that they are divided among; one of them is killed", otherwise: 4, min: 2, ProcessesMax);
        var groups = NumberOption.Create("--groups", "Model groups", otherwise: 2, min: 1, GroupsMax);
        var partitions = NumberOption.Create("--partitions", "Partitions of each", otherwise: 200, min: 1, PartitionsMax);
        var rate = NumberOption.Create("--rate", "Requests a second, of all groups", otherwise: 50.0, min: 1, RateMaxRps);
        var seconds = NumberOption.Create("--seconds", "How long nothing changes, for what the planner takes then", otherwise: 20.0, min: 1, SecondsMax);
        var output = SharedOptions.Output("table");
        var command = new Command("fleet", "Many workers against one planner: they come, some are killed, others come; what that takes of the planner") { workers, processes, groups, partitions, rate, seconds, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            var options = new FleetOptions(
                parsed.GetValue(workers), parsed.GetValue(processes), parsed.GetValue(groups), parsed.GetValue(partitions), parsed.GetValue(rate), parsed.GetValue(seconds), home.NewLogFolder());
            var figures = await FleetBenchmark.RunAsync(options, parsed.InvocationConfiguration.Error.WriteLine, cancellationToken);
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(FleetReport.ToJson(figures));
                else
                    FleetReport.Write(writer, figures);
            });
            return figures.Lost == 0 ? ExitCodes.Done : ExitCodes.Failed;
        }));
        return command;
    }
}
