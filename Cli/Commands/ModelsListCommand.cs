using System.CommandLine;
using Shepherd.Cli.Models;
using Shepherd.Client.Cluster;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd models list</c>: the versions of a repository, those that a cluster serves, and what is known of their times.</summary>
internal static class ModelsListCommand
{
    /// <summary>A broker that is there answers in well under a second.</summary>
    private static readonly TimeSpan ReadTimeMax = TimeSpan.FromSeconds(15);

    /// <summary>Twice the time between two heartbeats: by then every live worker has said what it has.</summary>
    private static readonly TimeSpan HearTime = TimeSpan.FromSeconds(1);

    internal static Command Create(HomeFolders home)
    {
        var host = new HostOptions(isRequired: false);
        var models = new Option<string?>("--models") { Description = $"Model repository: model/version/config.yaml (default {home.Models}; with --bootstrap-server none)", HelpName = "dir" };
        var output = SharedOptions.Output("table");
        var command = new Command("list", "Versions with group, runtime, SLO and largest batch, what is known of their times, which are served, and which are refused and why") { models, output };
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            async stop =>
            {
                var root = parsed.GetValue(models) ?? (host.IsGiven(parsed) ? null : home.Models);
                var (versions, refused) = root is null ? ([], []) : RepositoryListing.Read(root);
                var cluster = host.IsGiven(parsed) ? await LookAsync(host.Kafka(parsed), stop) : null;
                var list = ModelList.Of(versions, refused, cluster);
                StandardOutput.WriteTo(parsed, writer =>
                {
                    if (parsed.GetValue(output) == OutputFormat.Json)
                        writer.WriteLine(ModelListJson.Write(list));
                    else
                        ModelListTable.Write(writer, list, DateTimeOffset.UtcNow);
                });
            },
            cancellationToken));
        return command;
    }

    private static async Task<ClusterStatus> LookAsync(KafkaOptions kafka, CancellationToken stop)
    {
        using var reader = new ClusterReader(kafka);
        try
        {
            await reader.CaughtUp.WaitAsync(ReadTimeMax, stop);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the catalog at {kafka.BootstrapServers} was not read within {ReadTimeMax.TotalSeconds} s: check --bootstrap-server and --prefix, and that a planner was started there once");
        }

        await Task.Delay(HearTime, stop);
        return await reader.GetStatusAsync(stop);
    }
}
