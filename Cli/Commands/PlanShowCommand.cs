using System.CommandLine;
using System.Globalization;
using Shepherd.Cli.Control;
using Shepherd.Planner.Http.Replies;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd plan show</c> and <c>plan --dry-run</c>: the plan of a running cluster.</summary>
internal static class PlanShowCommand
{
    internal static Command Create()
    {
        var (planner, output) = (new PlannerOption(), SharedOptions.Output("table"));
        var epoch = new Argument<string?>("PLAN") { Description = "Epoch of an earlier one; without it the one in force", Arity = ArgumentArity.ZeroOrOne };
        var history = new Option<bool>("--history") { Description = "Lists the plans that the planner keeps, newest first" };
        var command = new Command("show", "Shows the plan of a running cluster: who owns what, and who is to") { epoch, history, output };
        planner.AddTo(command);
        command.SetAction((parsed, stop) => CommandFailure.TellAsync(parsed, async () =>
        {
            using var client = planner.Connect(parsed);
            if (parsed.GetValue(history))
                StatusCommand.Print(parsed, output, await client.GetAsync<PlanSummary[]>("v1/plans", stop), WriteHistory);
            else
                StatusCommand.Print(parsed, output, await client.GetAsync<PlanReply>(parsed.GetValue(epoch) is { } earlier ? $"v1/plans/{Uri.EscapeDataString(earlier)}" : "v1/plan", stop), ControlTables.WritePlan);
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>Adds <c>--dry-run</c> to a command that has else only sub-commands.</summary>
    internal static void AddDryRunTo(Command plan)
    {
        var (planner, output) = (new PlannerOption(), SharedOptions.Output("table"));
        var dryRun = new Option<bool>("--dry-run") { Description = "What the planner of a running cluster would do now, and why; changes nothing" };
        plan.Add(dryRun);
        plan.Add(output);
        planner.AddTo(plan);
        plan.SetAction((parsed, stop) => CommandFailure.TellAsync(parsed, async () =>
        {
            if (!parsed.GetValue(dryRun))
                throw new ArgumentException("plan: say --dry-run for what a running cluster's planner would do now, 'plan show' for its plan; './shepherd plan --help' lists the rest");
            using var client = planner.Connect(parsed);
            StatusCommand.Print(parsed, output, await client.GetAsync<DryRunReply>("v1/plan/next", stop), ControlTables.WriteDryRun);
            return ExitCodes.Done;
        }));
    }

    private static void WriteHistory(TextWriter output, PlanSummary[] plans)
    {
        foreach (var plan in plans)
            output.WriteLine($"{plan.Epoch,-10}  {plan.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}  {plan.Reason}");
    }
}
