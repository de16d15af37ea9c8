using System.CommandLine;
using Shepherd.Cli.Plan;
using Shepherd.Cli.Plan.Files;
using Shepherd.Cli.Plan.Output;
using Shepherd.Cli.Simulate;
using Shepherd.Core.Planning;
using Shepherd.Simulator.Plans;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd plan simulate</c>: one plan, and what it answers on virtual time.</summary>
internal static class PlanSimulateCommand
{
    internal static Command Create()
    {
        var inputs = new PlanInputOptions();
        var simulation = new PlanSimulationArguments();
        var method = ChoiceOption.Create("--method", "Planner", [.. PlannerCatalog.Names]);
        var diff = new Option<string?>("--diff") { Description = "A plan that runs now, as this command printed it with -o json: the new one moves little, and its moves are told with their cost", HelpName = "plan.json" };
        var noSimulation = new Option<bool>("--no-simulation") { Description = "Plans only" };
        var output = SharedOptions.Output("table");
        var command = new Command("simulate", "Makes a plan, and serves its demand on virtual time with lanes that slow each other down");
        inputs.AddTo(command);
        simulation.AddTo(command);
        foreach (var option in new Option[] { method, diff, noSimulation, output })
            command.Add(option);
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            var given = inputs.Read(parsed);
            if (parsed.GetValue(diff) is { } path)
                given = given with { Problem = given.Problem with { Running = PlanFile.Read(InputFile.Check("--diff", path), given.Problem) } };
            var runner = parsed.GetValue(noSimulation) ? new PlanRunner(options: null, strength: 0) : simulation.Read(parsed, parsed.GetValue(inputs.Seed));
            var outcome = runner.Run(given, parsed.GetValue(method)!, PlannerCatalog.Create(parsed.GetValue(method)!, new SimulatedGoodput()));
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(PlanJson.Write(outcome));
                else
                    PlanTable.Write(writer, outcome);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
