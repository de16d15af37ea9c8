using System.CommandLine;
using Shepherd.Cli.Simulate;
using Shepherd.Cli.Simulate.Progress;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd simulate</c>: a policy on virtual time.</summary>
internal static class SimulateCommand
{
    internal static Command Create()
    {
        var workloads = new WorkloadOptions();
        var policies = new PolicyOptions();
        var lanes = new LaneOptions();
        var noBound = new Option<bool>("--no-bound") { Description = "Leaves out what no schedule could beat, which takes longer than many runs" };
        var check = new Option<bool>("--check") { Description = "Checks every step, which takes a multiple of the time: each request in one place, no batch or lane past its limits, no wake in the past" };
        var explain = NumberOption.Create("--explain", "Prints the whole story of the request of this number; they count from 0 in the order they arrive", min: 0L, long.MaxValue);
        var output = SharedOptions.Output("table");
        var command = new Command("simulate", "Runs a scheduling policy on virtual time, over the code that serves");
        workloads.AddTo(command);
        lanes.AddTo(command);
        policies.AddTo(command);
        command.Add(noBound);
        command.Add(check);
        command.Add(explain);
        command.Add(output);
        command.Add(SimulateGridCommand.Create());
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            var policy = policies.ReadPolicy(parsed);
            var workload = workloads.Read(parsed);
            var scenario = new Scenario(workload.Models, parsed.GetValue(workloads.Gpus), workload.DurationNs, parsed.GetValue(workloads.Seed), policies.ReadPreemption(parsed))
            {
                Lanes = lanes.Read(parsed),
                AgeingNs = policies.ReadAgeingNs(parsed),
            };
            var story = parsed.GetValue(explain) is { } number ? new RequestStory(number) : null;
            var error = parsed.InvocationConfiguration.Error;
            SimulationRun run;
            var progress = new RunProgress(scenario);
            using (new Heartbeat(error, Heartbeat.IsTerminal(error), progress.Tell, TimeProvider.System))
                run = SimulationRun.Of(policies.ReadName(parsed), policy, workload, scenario, story, withBound: story is null && !parsed.GetValue(noBound), parsed.GetValue(check), progress);
            if (run.Result.Requests == 0)
                error.WriteLine("no request arrived, so that there is no attainment; simulate longer by --seconds, or a greater --load");
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (story is not null)
                    StoryWriter.Write(writer, story, parsed.GetValue(output));
                else if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(SimulationJson.Write(run));
                else
                    SimulationTable.Write(writer, run);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}
