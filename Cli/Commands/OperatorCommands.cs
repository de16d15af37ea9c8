using System.CommandLine;
using Shepherd.Cli.Control;
using Shepherd.Planner.Http.Replies;

namespace Shepherd.Cli.Commands;

/// <summary>What operators ask of the planner: <c>drain</c>, <c>cordon</c>, <c>pause</c> and so on.</summary>
internal static class OperatorCommands
{
    private const int DevicesMax = 100_000;

    internal static IEnumerable<Command> Create()
    {
        yield return OfSubject("drain", "Moves everything off a worker, and gives it nothing more", Worker(), "workers", isDestructive: true);
        yield return OfSubject("cordon", "Gives a worker nothing more; what it has it keeps", Worker(), "workers");
        yield return OfSubject("uncordon", "Ends cordon and drain", Worker(), "workers");
        yield return OfSubject("pause", "Stops taking a model group's requests: they wait in Kafka", Group(), "groups", isDestructive: true);
        yield return OfSubject("resume", "Ends pause", Group(), "groups");
        yield return Pin(Group());
        yield return OfSubject("unpin", "Ends pin", Group(), "groups");
        yield return Rescale(Group());
        yield return Complete(new Command("replan", "Plans now, whatever dwell and the cost of moves say"), new PlannerOption(), isDestructive: false, _ => "v1/replan", (_, body) => body);
        yield return Rollback();
    }

    private static Command OfSubject(string verb, string description, Argument<string> subject, string kind, bool isDestructive = false) =>
        Complete(new Command(verb, description) { subject }, new PlannerOption(), isDestructive, parsed => Path(kind, parsed.GetValue(subject)!, verb), (_, body) => body);

    private static Command Pin(Argument<string> group)
    {
        var workers = new Argument<string[]>("WORKERS") { Description = "The only workers that may own it", Arity = ArgumentArity.OneOrMore };
        return Complete(
            new Command("pin", "Lets only certain workers own a model group") { group, workers },
            new PlannerOption(),
            isDestructive: false,
            parsed => Path("groups", parsed.GetValue(group)!, "pin"),
            (parsed, body) => body with { Workers = [.. parsed.GetValue(workers)!.SelectMany(w => w.Split(',', StringSplitOptions.RemoveEmptyEntries))] });
    }

    private static Command Rescale(Argument<string> group)
    {
        var devices = NumberOption.Create("--devices", "Devices that it is to have", min: 1, DevicesMax);
        var auto = new Option<bool>("--auto") { Description = "As its demand asks for, from now on" };
        var command = new Command("rescale", "Gives a model group a number of devices, whatever its demand") { group, devices, auto };
        command.Validators.Add(result =>
        {
            if (result.GetResult(devices) is { Implicit: false } == result.GetResult(auto) is { Implicit: false })
                result.AddError("--devices: say how many, or --auto for as many as its demand asks for");
        });
        // Whether it is fewer than now the planner knows: fewer devices serve a group worse, so that all of it is said first.
        return Complete(command, new PlannerOption(), isDestructive: true, parsed => Path("groups", parsed.GetValue(group)!, "rescale"), (parsed, body) => body with { Devices = parsed.GetValue(devices) });
    }

    private static Command Rollback()
    {
        var plan = new Argument<string?>("PLAN") { Description = "Its epoch, as 'plan show --history' lists them; without it the one before", Arity = ArgumentArity.ZeroOrOne };
        return Complete(new Command("rollback", "Goes back to the owners and directives of an earlier plan") { plan }, new PlannerOption(), isDestructive: true, _ => "v1/rollback", (parsed, body) => body with { Plan = parsed.GetValue(plan) });
    }

    private static Command Complete(Command command, PlannerOption planner, bool isDestructive, Func<ParseResult, string> path, Func<ParseResult, CommandBody, CommandBody> fill)
    {
        var execute = new Option<bool>("--execute") { Description = "Does it; without, it only says what it would do" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only says what it would do" };
        var output = SharedOptions.Output();
        if (isDestructive)
            command.Add(execute);
        else
            command.Add(dryRun);
        command.Add(output);
        planner.AddTo(command);
        command.SetAction((parsed, stop) => CommandFailure.TellAsync(parsed, async () =>
        {
            using var client = planner.Connect(parsed);
            var body = fill(parsed, new CommandBody { By = $"{Environment.UserName}@{Environment.MachineName}", DryRun = isDestructive ? !parsed.GetValue(execute) : parsed.GetValue(dryRun) });
            StatusCommand.Print(parsed, output, await client.CommandAsync(path(parsed), body, stop), ControlTables.WriteCommand);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static string Path(string kind, string subject, string verb) => $"v1/{kind}/{Uri.EscapeDataString(subject)}/{verb}";

    private static Argument<string> Worker() => new("WORKER") { Description = "Its name, as 'status' shows it" };

    private static Argument<string> Group() => new("GROUP") { Description = "Model group, or one of its models" };
}
