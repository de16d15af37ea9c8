using System.CommandLine;
using System.Globalization;
using Shepherd.Cli.Dev;
using Shepherd.Planner;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd dev</c>: everything on this machine, until Ctrl-C.</summary>
internal static class DevCommand
{
    private const int DefaultHttpPort = 8000;
    private const int DefaultGrpcPort = 8001;
    private const int GroupDevicesMax = 384;

    internal static Command Create(HomeFolders home)
    {
        var bootstrapServer = SharedOptions.BootstrapServer("an embedded one is started");
        var workers = SharedOptions.Workers("Workers to start");
        var (device, scheduling, repository, telemetry) = (new DeviceOptions(), new SchedulingOptions(), new RepositoryOptions(), new TelemetryOptions());
        var targets = new TargetOptions();
        var models = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var port = NumberOption.Create("--http-port", "Port of the HTTP front; 0: any free one", DefaultHttpPort, min: 0, ushort.MaxValue);
        var grpcPort = NumberOption.Create("--grpc-port", "Port of gRPC; 0: any free one", DefaultGrpcPort, min: 0, ushort.MaxValue);
        var groupDevices = NumberOption.Create("--serving-group-devices", "Devices that one worker schedules, its own and those of others; 1: every worker serves alone", otherwise: 1, min: 1, GroupDevicesMax);
        var plannerPort = NumberOption.Create("--planner-port", "Port of the planner, for status and commands; 0: any free one", PlannerOptions.DefaultHttpPort, min: 0, ushort.MaxValue);
        var stopOnEof = HostOptions.StopOnEofOption();
        var limits = new LimitOptions();
        var command = new Command("dev", "Starts broker, planner, workers and HTTP front on this machine, and stays until Ctrl-C") { bootstrapServer, workers, groupDevices, models, port, grpcPort, plannerPort, stopOnEof };
        device.AddTo(command);
        targets.AddTo(command);
        scheduling.AddTo(command);
        repository.AddTo(command);
        limits.AddTo(command);
        telemetry.AddDecisionsTo(command);
        command.SetAction((parsed, cancellationToken) => HostOptions.RunAsync(
            parsed,
            parsed.GetValue(stopOnEof),
            async stop =>
            {
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                var options = new DevOptions(Path.GetFullPath(parsed.GetValue(models)!), home.NewLogFolder(), parsed.GetValue(workers))
                {
                    Kafka = parsed.GetValue(bootstrapServer) is { } servers ? new KafkaOptions { BootstrapServers = servers } : null,
                    HttpPort = parsed.GetValue(port),
                    GrpcPort = parsed.GetValue(grpcPort),
                    PlannerPort = parsed.GetValue(plannerPort),
                    WorkerArguments = [.. device.Arguments(parsed), .. scheduling.Arguments(parsed), .. repository.Arguments(parsed), .. limits.Arguments(parsed), .. telemetry.Arguments(parsed), .. parsed.GetValue(groupDevices) > 1 ? ["--peers-listen", "127.0.0.1:0"] : Array.Empty<string>()],
                    PlannerArguments = ["--serving-group-devices", parsed.GetValue(groupDevices).ToString(CultureInfo.InvariantCulture), .. targets.Arguments(parsed)],
                };
                await using var cluster = await DevCluster.StartAsync(options, error.WriteLine, (name, line) => error.WriteLine($"{name,-9} {line}"), stop);
                output.WriteLine(DevGreeting.Write(cluster, options.Models, home));
                await output.FlushAsync(stop);
                await cluster.RunAsync(error.WriteLine, stop);
            },
            cancellationToken));
        return command;
    }
}
