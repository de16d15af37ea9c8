using System.CommandLine;
using Shepherd.Cli.Bench.Efficiency;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench efficiency</c>: how much of what the device gives is left behind Kafka.</summary>
internal static class BenchEfficiencyCommand
{
    private const double SecondsDefault = 48;

    private const double SecondsMax = 86_400;

    private const int ThreadsMax = 1024;

    internal static Command Create(HomeFolders home)
    {
        var models = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var threads = NumberOption.Create("--threads", "CPU threads of a run", otherwise: 1, min: 1, ThreadsMax);
        var seconds = NumberOption.Create("--seconds", $"Measured time, all models together (default {SecondsDefault})", min: 1, SecondsMax);
        var kafka = new Option<string?>("--kafka") { Description = "Kafka to use, host:port[,host:port…]; without it an embedded one is started", HelpName = "host:port" };
        var output = SharedOptions.Output("table");
        var command = new Command("efficiency", "Requests a second of the models through the whole pipeline, against the same models called in a bare loop") { models, threads, seconds, kafka, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            var rows = await EfficiencyBenchmark.RunAsync(
                parsed.GetValue(models)!,
                parsed.GetValue(threads),
                parsed.GetValue(seconds) ?? SecondsDefault,
                parsed.GetValue(kafka),
                home.NewLogFolder(),
                parsed.InvocationConfiguration.Error.WriteLine,
                cancellationToken);
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(EfficiencyReport.ToJson(rows));
                else
                    EfficiencyReport.Write(writer, rows);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
