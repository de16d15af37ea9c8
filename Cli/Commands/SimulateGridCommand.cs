using System.CommandLine;
using Shepherd.Cli.Simulate.Grid;
using Shepherd.Cli.Simulate.Progress;
using Shepherd.Cli.Simulate.Report;
using Shepherd.Simulator.Grid;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd simulate grid</c>: policies on workloads, SLOs, loads and numbers of devices.</summary>
internal static class SimulateGridCommand
{
    internal static Command Create()
    {
        var options = new GridOptions();
        var output = SharedOptions.Output("table");
        var report = new Option<string?>("--report") { Description = "Writes a page with plots to this file; it needs no other file and no network", HelpName = "out.html" };
        var command = new Command("grid", "Runs every policy on a grid of workloads, SLOs, loads and numbers of devices");
        options.AddTo(command);
        command.Add(report);
        command.Add(output);
        command.SetAction((parsed, cancellation) =>
        {
            try
            {
                var plan = options.Read(parsed);
                var path = parsed.GetValue(report);
                if (path is not null)
                    OutputFile.Check(path, "--report ");
                var grid = GridProgressView.Run(plan, parsed.InvocationConfiguration.Error, cancellation);
                if (path is not null)
                    OutputFile.Write(path, ReportPage.Write(Study(grid, parsed.InvocationConfiguration.Error, cancellation), options.Describe(parsed, path)), "--report ");
                StandardOutput.WriteTo(parsed, writer =>
                {
                    if (parsed.GetValue(output) == OutputFormat.Json)
                        writer.WriteLine(GridJson.Write(grid));
                    else
                        GridTable.Write(writer, grid);
                });
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

    private static ReportStudy Study(GridResult grid, TextWriter error, CancellationToken cancellation)
    {
        using var heartbeat = new Heartbeat(error, Heartbeat.IsTerminal(error), () => "running what the report shows beside the grid", TimeProvider.System);
        return ReportStudy.Of(grid, cancellation);
    }
}
