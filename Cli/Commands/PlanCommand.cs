using System.CommandLine;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd plan</c>: where models run, before anything runs.</summary>
internal static class PlanCommand
{
    internal static Command Create() => new("plan", "Plans where models run, and shows what the plan is worth")
    {
        PlanSimulateCommand.Create(),
        PlanCompareCommand.Create(),
        PlanExportCommand.Create(),
        PlanReportCommand.Create(),
    };
}
