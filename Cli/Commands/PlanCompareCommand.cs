using System.CommandLine;
using Shepherd.Cli.Plan.Compare;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd plan compare</c>: planners on the same demand and devices.</summary>
internal static class PlanCompareCommand
{
    internal static Command Create()
    {
        var options = new CompareOptions();
        var output = SharedOptions.Output("table");
        var command = new Command("compare", "Compares planners: goodput on the same devices, and the price of the same demand");
        options.AddTo(command);
        command.Add(output);
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            List<ComparedCell> cells = [.. options.Run(parsed, parsed.InvocationConfiguration.Error.WriteLine)];
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(CompareJson.Write(cells));
                else
                    CompareTable.Write(writer, cells);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
