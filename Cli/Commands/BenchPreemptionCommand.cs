using System.CommandLine;
using Shepherd.Cli.Bench;
using Shepherd.GpuWorker.Benchmarks;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench preemption</c>: how soon a running batch gives its device back.</summary>
internal static class BenchPreemptionCommand
{
    private const int StopsDefault = 100;
    private const int StopsMax = 100_000;
    private const int ThreadsMax = 1024;

    internal static Command Create(HomeFolders home)
    {
        var models = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var threads = NumberOption.Create("--threads", "CPU threads of a run", otherwise: 1, min: 1, ThreadsMax);
        var stops = NumberOption.Create("--stops", "Stops of each model and batch size", StopsDefault, min: 1, StopsMax);
        var seed = NumberOption.Create("--seed", "Of the instants at which batches are stopped", otherwise: 1, int.MinValue, int.MaxValue);
        var output = SharedOptions.Output("table");
        var command = new Command("preemption", "Stops batches of every model at random instants: from the scheduler's decision to the device free again") { models, threads, stops, seed, output };
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            var rows = StopBenchmark.Run(parsed.GetValue(models)!, parsed.GetValue(threads), parsed.GetValue(stops), parsed.GetValue(seed));
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(StopReport.ToJson(rows));
                else
                    StopReport.Write(writer, rows);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
