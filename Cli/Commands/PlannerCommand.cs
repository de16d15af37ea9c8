using System.CommandLine;
using Shepherd.Planner;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd planner</c>: the planner.</summary>
internal static class PlannerCommand
{
    /// <summary>Far past what one lead schedules; see docs/results.md.</summary>
    private const int GroupDevicesMax = 384;

    internal static Command Create()
    {
        var host = new HostOptions();
        var name = new Option<string?>("--name") { Description = "Shown in plans and decisions (default: machine name)" };
        var groupDevices = NumberOption.Create("--serving-group-devices", "Devices that one worker schedules, its own and those of workers with the same models; 1: every worker serves alone", otherwise: 1, min: 1, GroupDevicesMax);
        var http = new PlannerHttpOptions();
        var session = NumberOption.Create("--session-timeout", "Seconds after which a planner that the brokers do not hear leads no more, and another is chosen", otherwise: 6.0, min: 1.0, max: 300.0);
        var ttl = NumberOption.Create("--worker-ttl", "Seconds after which a silent worker has lost its partitions; not shorter than the workers' own", otherwise: 3.0, min: 1.0, max: 3600.0);
        var command = new Command("planner", "Runs the planner: decides which worker owns which request partitions. Several may run: one leads") { name, groupDevices, session, ttl };
        var targets = new TargetOptions();
        http.AddTo(command);
        host.AddTo(command);
        targets.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            stop =>
            {
                var options = new PlannerOptions { Kafka = host.Kafka(parsed), ServingGroupDevices = parsed.GetValue(groupDevices), SessionTimeout = TimeSpan.FromSeconds(parsed.GetValue(session)), WorkerTtl = TimeSpan.FromSeconds(parsed.GetValue(ttl)) };
                options = targets.Apply(options, parsed);
                return PlannerHost.RunAsync(http.Apply(parsed, options with { Name = parsed.GetValue(name) ?? options.Name }), stop);
            },
            cancellationToken));
        return command;
    }
}
