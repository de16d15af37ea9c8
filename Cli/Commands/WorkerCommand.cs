using System.CommandLine;
using Shepherd.GpuWorker;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd worker</c>: one GPU worker.</summary>
internal static class WorkerCommand
{
    /// <summary>More cores than a machine has: beyond, it is a typing error.</summary>
    private const int ThreadsMax = 1024;

    internal static Command Create(HomeFolders home)
    {
        var (host, scheduling, repository) = (new HostOptions(), new SchedulingOptions(), new RepositoryOptions());
        var (peers, telemetry) = (new PeersArguments(), new TelemetryOptions());
        var name = new Option<string?>("--name") { Description = "Unique in the cluster (default: machine name and process id)" };
        var models = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var devices = new Option<string[]>("--devices") { Description = "Devices, such as cpu:0,cpu:1 or cuda:0 (default cpu:0)", AllowMultipleArgumentsPerToken = true, HelpName = "kind:number" };
        var lanes = NumberOption.Create("--lanes", "Lanes per device: shares of a CPU's threads that run a batch each (default 1)", min: 1, ThreadsMax);
        var threads = NumberOption.Create("--threads", "CPU threads per lane (default: half of the cores for one lane, an equal share for several)", min: 1, ThreadsMax);
        var pin = new Option<bool>("--pin-cores") { Description = "Keep each lane's threads on cores of their own" };
        var command = new Command("worker", "Runs a GPU worker: pulls requests, batches and runs them, publishes results") { name, models, devices, lanes, threads, pin };
        scheduling.AddTo(command);
        repository.AddTo(command);
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
                    Devices = parsed.GetValue(devices) is { Length: > 0 } given ? [.. given.SelectMany(d => d.Split(',', StringSplitOptions.RemoveEmptyEntries))] : options.Devices,
                    LanesPerDevice = parsed.GetValue(lanes) ?? options.LanesPerDevice,
                    PinsCores = parsed.GetValue(pin),
                    Policy = scheduling.Policy(parsed),
                    Tenants = scheduling.Tenants(parsed),
                    AgeingNs = scheduling.AgeingNs(parsed),
                    Preemption = scheduling.Preemption(parsed),
                    SuspendBudgetBytes = scheduling.SuspendBudgetBytes(parsed) ?? options.SuspendBudgetBytes,
                    Peers = peers.Options(parsed),
                    Http = telemetry.Http(parsed),
                    Decisions = telemetry.Decisions(parsed),
                    Threads = parsed.GetValue(threads) ?? options.Threads,
                };
                return WorkerHost.RunAsync(repository.Apply(parsed, options), stop);
            },
            cancellationToken));
        return command;
    }
}
