using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Control;
using Shepherd.Planner.Http;
using Shepherd.Planner.Http.Replies;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd status</c>: workers, groups, plan, and what moves.</summary>
internal static class StatusCommand
{
    internal static Command Create()
    {
        var (planner, output) = (new PlannerOption(), SharedOptions.Output("table"));
        var command = new Command("status", "Workers, model groups and their backlog, the plan, and what moves") { output };
        planner.AddTo(command);
        command.SetAction((parsed, stop) => CommandFailure.TellAsync(parsed, async () =>
        {
            using var client = planner.Connect(parsed);
            Print(parsed, output, await client.GetAsync<StatusReply>("v1/status", stop), ControlTables.WriteStatus);
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>Writes what a planner said, for people or as it came.</summary>
    internal static void Print<T>(ParseResult parsed, Option<OutputFormat> output, T reply, Action<TextWriter, T> write) => StandardOutput.WriteTo(parsed, text =>
    {
        if (parsed.GetValue(output) == OutputFormat.Json)
            text.WriteLine(JsonSerializer.Serialize(reply, PlannerJson.Options));
        else
            write(text, reply);
    });
}
