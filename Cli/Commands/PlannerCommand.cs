using System.CommandLine;
using Shepherd.Planner;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd planner</c>: the planner.</summary>
internal static class PlannerCommand
{
    internal static Command Create()
    {
        var host = new HostOptions();
        var name = new Option<string?>("--name") { Description = "Shown in plans and decisions (default: machine name)" };
        var command = new Command("planner", "Runs the planner: decides which worker owns which request partitions") { name };
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            stop =>
            {
                var options = new PlannerOptions { Kafka = host.Kafka(parsed) };
                return PlannerHost.RunAsync(options with { Name = parsed.GetValue(name) ?? options.Name }, stop);
            },
            cancellationToken));
        return command;
    }
}
