using System.CommandLine;
using Shepherd.Cli.Simulate.Grid;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd simulate grid</c>: policies on workloads, SLOs, loads and numbers of devices.</summary>
internal static class SimulateGridCommand
{
    internal static Command Create()
    {
        var options = new GridOptions();
        var output = SharedOptions.Output("table");
        var command = new Command("grid", "Runs every policy on a grid of workloads, SLOs, loads and numbers of devices");
        options.AddTo(command);
        command.Add(output);
        command.SetAction((parsed, cancellation) =>
        {
            try
            {
                var grid = GridProgressView.Run(options.Read(parsed), parsed.InvocationConfiguration.Error, cancellation);
                if (parsed.GetValue(output) == OutputFormat.Json)
                    parsed.InvocationConfiguration.Output.WriteLine(GridJson.Write(grid));
                else
                    GridTable.Write(parsed.InvocationConfiguration.Output, grid);
                return Task.FromResult(ExitCodes.Done);
            }
            catch (Exception e) when (CommandFailure.IsForPeople(e))
            {
                parsed.InvocationConfiguration.Error.WriteLine(CommandFailure.Describe(e));
                return Task.FromResult(ExitCodes.Failed);
            }
        });
        return command;
    }
}
