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
        var command = new Command("planner", "Runs the planner: decides which worker owns which request partitions") { name, groupDevices };
        var targets = new TargetOptions();
        http.AddTo(command);
        host.AddTo(command);
        targets.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            stop =>
            {
                var options = new PlannerOptions { Kafka = host.Kafka(parsed), ServingGroupDevices = parsed.GetValue(groupDevices) };
                options = targets.Apply(options, parsed);
                return PlannerHost.RunAsync(http.Apply(parsed, options with { Name = parsed.GetValue(name) ?? options.Name }), stop);
            },
            cancellationToken));
        return command;
    }
}
