using System.CommandLine;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd plan</c>: where models run, before anything runs and while it does.</summary>
internal static class PlanCommand
{
    internal static Command Create()
    {
        var command = new Command("plan", "Plans where models run, shows what a plan is worth, and the one that a cluster follows")
        {
            PlanShowCommand.Create(),
            PlanSimulateCommand.Create(),
            PlanCompareCommand.Create(),
            PlanExportCommand.Create(),
            PlanReportCommand.Create(),
        };
        PlanShowCommand.AddDryRunTo(command);
        return command;
    }
}
