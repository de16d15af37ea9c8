using System.CommandLine;
using Shepherd.Cli.Plan.Compare;
using Shepherd.Cli.Plan.Report;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd plan report</c>: the comparison and its plans, drawn.</summary>
internal static class PlanReportCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("out.html") { Description = "File to write; it needs no other file and no network" };
        var options = new CompareOptions();
        var command = new Command("report", "Compares planners, and draws what runs where, utilisation and the comparison as one page") { file };
        options.AddTo(command);
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            var path = parsed.GetValue(file)!;
            OutputFile.Check(path);
            List<ComparedCell> cells = [.. options.Run(parsed, parsed.InvocationConfiguration.Error.WriteLine)];
            OutputFile.Write(path, PlanReportPage.Write(cells, $"./shepherd {string.Join(' ', parsed.Tokens.Select(t => t.Value))}"));
            parsed.InvocationConfiguration.Output.WriteLine($"wrote {path}");
            return ExitCodes.Done;
        }));
        return command;
    }
}
