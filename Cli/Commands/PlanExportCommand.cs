using System.CommandLine;
using Shepherd.Cli.Plan;
using Shepherd.Core.Herd;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd plan export</c>: HERD's integer linear program, for any solver.</summary>
internal static class PlanExportCommand
{
    internal static Command Create()
    {
        var inputs = new PlanInputOptions();
        var format = ChoiceOption.Create("--format", "Format of the program: CPLEX LP, which glpsol, cbc and HiGHS read", "lp");
        var type = new Option<string?>("--type") { Description = "Device type whose program is written; groups are of one type, so each has its own. Default: the first", HelpName = "name" };
        var loadMax = NumberOption.Create<double>("--load-max", "Adds what the published program lacks: no group gets more work than this share of its devices; default none", min: 1e-3, max: 1e6);
        var command = new Command("export", "Writes HERD's integer linear program, to check the plan with a solver that is not ours");
        inputs.AddTo(command);
        command.Add(format);
        command.Add(type);
        command.Add(loadMax);
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            var problem = inputs.Read(parsed).Problem;
            var pool = 0;
            if (parsed.GetValue(type) is { } name)
            {
                pool = problem.Devices.Select((p, i) => (p.Type.Name, Index: i)).Where(p => p.Name == name).Select(p => (int?)p.Index).FirstOrDefault()
                    ?? throw new ArgumentException($"--type: there is no device type '{name}' in the cluster; there are {string.Join(", ", problem.Devices.Select(p => p.Type.Name))}");
            }

            var leftOut = HerdPlanner.LeftOut(problem).Select(u => $"not in the program: stream '{problem.Streams[u.Stream].Name}': {u.Reason}").ToList();
            StandardOutput.WriteTo(parsed, writer => HerdLp.Write(new HerdPlanner().ModelOf(problem, pool), writer, parsed.GetValue(loadMax), leftOut));
            leftOut.ForEach(parsed.InvocationConfiguration.Error.WriteLine);
            return ExitCodes.Done;
        }));
        return command;
    }
}
