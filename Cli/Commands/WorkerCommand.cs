using System.CommandLine;
using Shepherd.GpuWorker;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd worker</c>: one GPU worker.</summary>
internal static class WorkerCommand
{
    private const double DefaultLeaseS = 3;

    /// <summary>A short lease has as many heartbeats as the usual one.</summary>
    private const int HeartbeatsPerLease = 6;

    internal static Command Create(HomeFolders home)
    {
        var (host, device, scheduling, repository) = (new HostOptions(), new DeviceOptions(), new SchedulingOptions(), new RepositoryOptions());
        var limits = new LimitOptions();
        var (peers, telemetry) = (new PeersArguments(), new TelemetryOptions());
        var name = new Option<string?>("--name") { Description = "Unique in the cluster (default: machine name and process id)" };
        var models = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var lease = NumberOption.Create(
            "--lease", "Seconds that it may publish and commit after a heartbeat that Kafka acknowledged; not more than the planner's --worker-ttl", DefaultLeaseS, WorkerOptions.LeaseTtlMin.TotalSeconds, WorkerOptions.LeaseTtlMax.TotalSeconds);
        var record = new Option<string?>("--record") { Description = "File for what the lanes did", Hidden = true };
        var command = new Command("worker", "Runs a GPU worker: pulls requests, batches and runs them, publishes results") { name, models, lease, record };
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
                var ttl = TimeSpan.FromSeconds(parsed.GetValue(lease));
                options = options with
                {
                    LeaseTtl = ttl,
                    HeartbeatInterval = ttl / HeartbeatsPerLease < options.HeartbeatInterval ? ttl / HeartbeatsPerLease : options.HeartbeatInterval,
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
