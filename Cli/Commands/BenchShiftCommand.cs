using System.CommandLine;
using Shepherd.Cli.Bench.Shift;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench shift</c>: what following the demand is worth when the load moves.</summary>
internal static class BenchShiftCommand
{
    private const double SecondsMax = 3600;
    private const int GroupsMax = 32;
    private const int WorkersMax = 16;
    private const int PartitionsMax = 64;
    private const double LoadMax = 2;

    internal static Command Create(HomeFolders home)
    {
        var seconds = NumberOption.Create("--seconds", "Measured time of each way; the load moves after a third of it", otherwise: 60.0, min: 6, SecondsMax);
        var warm = NumberOption.Create("--warm", "Seconds under the first load before", otherwise: 20.0, min: 0, SecondsMax);
        var groups = NumberOption.Create("--groups", "Model groups", otherwise: 6, min: 2, GroupsMax);
        var workers = NumberOption.Create("--workers", "Workers of one device, each a process", otherwise: 4, min: 1, WorkersMax);
        var partitions = NumberOption.Create("--partitions", "Partitions of each model group", otherwise: 8, min: 1, PartitionsMax);
        var resident = NumberOption.Create("--resident", "Model groups that fit the memory of one worker", otherwise: 3, min: 1, GroupsMax);
        var load = NumberOption.Create("--load", "Share of what all devices do in full batches", otherwise: 0.65, min: 0.01, LoadMax);
        var hot = NumberOption.Create("--hot", "Share of the requests that go to the group which has the load", otherwise: 0.8, min: 0.01, max: 0.99);
        var seed = NumberOption.Create("--seed", "Seed of the arrivals", otherwise: 1, min: 0, int.MaxValue);
        var report = new Option<string?>("--report") { Description = "Also writes attainment over time as an HTML page", HelpName = "FILE.html" };
        var output = SharedOptions.Output("table");
        var command = new Command("shift", "Moves the load from one model group to another: partitions by demand against fixed ones, spread evenly and as Kafka's cooperative-sticky assignor gives them") { seconds, warm, groups, workers, partitions, resident, load, hot, seed, report, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            if (parsed.GetValue(report) is { } file)
                OutputFile.Check(file, "--report ");
            var options = new ShiftOptions(
                parsed.GetValue(seconds), parsed.GetValue(warm), parsed.GetValue(groups), parsed.GetValue(workers), parsed.GetValue(partitions), parsed.GetValue(resident), parsed.GetValue(load), parsed.GetValue(hot), parsed.GetValue(seed), home.NewLogFolder());
            var sides = await ShiftBenchmark.RunAsync(options, parsed.InvocationConfiguration.Error.WriteLine, cancellationToken);
            if (parsed.GetValue(report) is { } path)
                OutputFile.Write(path, ShiftPage.Of(options, sides), "--report ");
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(ShiftReport.ToJson(options, sides));
                else
                    ShiftReport.Write(writer, options, sides);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
