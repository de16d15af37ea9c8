using System.CommandLine;
using Shepherd.GpuWorker;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd worker</c>: one GPU worker.</summary>
internal static class WorkerCommand
{
    internal static Command Create(HomeFolders home)
    {
        var (host, device, scheduling, repository) = (new HostOptions(), new DeviceOptions(), new SchedulingOptions(), new RepositoryOptions());
        var limits = new LimitOptions();
        var (peers, telemetry) = (new PeersArguments(), new TelemetryOptions());
        var name = new Option<string?>("--name") { Description = "Unique in the cluster (default: machine name and process id)" };
        var models = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var record = new Option<string?>("--record") { Description = "File for what the lanes did", Hidden = true };
        var command = new Command("worker", "Runs a GPU worker: pulls requests, batches and runs them, publishes results") { name, models, record };
        device.AddTo(command);
        scheduling.AddTo(command);
        repository.AddTo(command);
        limits.AddTo(command);
        peers.AddTo(command);
        telemetry.AddTo(command);
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            stop =>
            {
                var options = new WorkerOptions { Kafka = host.Kafka(parsed), Models = parsed.GetValue(models)! };
                options = options with
                {
                    Name = parsed.GetValue(name) ?? options.Name,
                    Policy = scheduling.Policy(parsed),
                    Tenants = scheduling.Tenants(parsed),
                    AgeingNs = scheduling.AgeingNs(parsed),
                    Preemption = scheduling.Preemption(parsed),
                    SuspendBudgetBytes = scheduling.SuspendBudgetBytes(parsed) ?? options.SuspendBudgetBytes,
                    Peers = peers.Options(parsed),
                    Http = telemetry.Http(parsed),
                    Decisions = telemetry.Decisions(parsed),
                    RecordFile = parsed.GetValue(record),
                };
                return WorkerHost.RunAsync(limits.Apply(parsed, repository.Apply(parsed, device.Apply(parsed, options))), stop);
            },
            cancellationToken));
        return command;
    }
}
