using System.CommandLine;
using System.Diagnostics;
using Shepherd.Cli.Simulate;
using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report;
using Spectre.Console;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd simulate</c>: a policy on virtual time.</summary>
internal static class SimulateCommand
{
    private const double NsPerS = 1e9;

    internal static Command Create()
    {
        var models = new Option<string[]>("--model") { Description = "name:alpha=…,beta=…,slo=25ms|5x,rate=…[,cv=1][,max_batch=256] (ms, requests/s); may be repeated", Required = true };
        var policy = new Option<string>("--policy") { Description = string.Join(", ", PolicySpec.Names), DefaultValueFactory = _ => "flex" };
        var gpus = new Option<int>("--gpus") { Description = "Devices of the serving group", DefaultValueFactory = _ => 1 };
        var slo = new Option<string?>("--slo") { Description = "SLO of models that name none: 25ms, or 5x (times l(1))" };
        var seconds = new Option<double>("--seconds") { Description = "How long requests arrive", DefaultValueFactory = _ => 20 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of all randomness", DefaultValueFactory = _ => 1 };
        var preemption = new Option<string>("--preemption") { Description = "none, restart or suspend", DefaultValueFactory = _ => "restart" };
        preemption.AcceptOnlyFromAmong("none", "restart", "suspend");
        var exitPoints = new Option<int>("--exit-points") { Description = "Segments of a batch, between which it can stop", DefaultValueFactory = _ => PreemptionTerms.Measured(PreemptionKind.Restart).ExitPoints };
        var ideal = new Option<bool>("--ideal") { Description = "No overheads, free and instant preemption, as the papers' simulators" };
        var batches = new Option<string>("--batchgen") { Description = "FLEX's batch generation: max or literal", DefaultValueFactory = _ => "max" };
        batches.AcceptOnlyFromAmong("max", "literal");
        var lambda = new Option<double>("--lambda") { Description = "FLEX's preemption threshold", DefaultValueFactory = _ => new FlexOptions().Lambda };
        var explain = new Option<long?>("--explain") { Description = "Prints the whole story of the request of this number; they count from 0 in the order they arrive" };
        var output = SharedOptions.Output();
        var command = new Command("simulate", "Runs a scheduling policy on virtual time, over the code that serves")
        {
            models, policy, gpus, slo, seconds, seed, preemption, exitPoints, ideal, batches, lambda, explain, output,
        };
        command.SetAction(parsed =>
        {
            try
            {
                var flex = new FlexOptions
                {
                    Lambda = parsed.GetValue(lambda),
                    Batches = parsed.GetValue(batches) == "literal" ? BatchGeneration.Literal : BatchGeneration.MaxFeasible,
                };
                var kind = parsed.GetValue(preemption) switch { "none" => PreemptionKind.None, "suspend" => PreemptionKind.Suspend, _ => PreemptionKind.Restart };
                var terms = parsed.GetValue(ideal) ? PreemptionTerms.Free(kind) : PreemptionTerms.Measured(kind) with { ExitPoints = parsed.GetValue(exitPoints) };
                var scenario = new Scenario(
                    [.. parsed.GetValue(models)!.Select(m => ModelSpec.Parse(m, parsed.GetValue(slo)))],
                    parsed.GetValue(gpus),
                    ToNs(parsed.GetValue(seconds)),
                    parsed.GetValue(seed),
                    terms);
                var story = parsed.GetValue(explain) is { } number ? new RequestStory(number) : null;
                var started = Stopwatch.GetTimestamp();
                var result = Simulation.Run(scenario, () => PolicySpec.Create(parsed.GetValue(policy)!, flex), story);
                var wall = Stopwatch.GetElapsedTime(started);
                if (story is not null)
                    StoryWriter.Write(parsed.InvocationConfiguration.Output, story, parsed.GetValue(output));
                else if (parsed.GetValue(output) == OutputFormat.Json)
                    parsed.InvocationConfiguration.Output.WriteLine(SimulationJson.Write(result, scenario.Seed, wall));
                else
                    WriteTable(parsed.InvocationConfiguration.Output, result, scenario.Seed);
                return ExitCodes.Done;
            }
            catch (Exception e) when (CommandFailure.IsForPeople(e))
            {
                parsed.InvocationConfiguration.Error.WriteLine(e.Message);
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    private static long ToNs(double seconds)
    {
        // A day of virtual time: past it the arrivals no longer fit memory.
        const double max = 86_400;
        return seconds > 0 && seconds <= max ? (long)(seconds * NsPerS) : throw new ArgumentException($"--seconds {seconds}: it takes a positive number up to {max}");
    }

    private static void WriteTable(TextWriter output, SimulationResult result, ulong seed)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var table = new Table().AddColumns("model", "requests", "in SLO", "attainment", "p50 ms", "p99 ms");
        foreach (var model in result.Models)
            table.AddRow(Markup.Escape(model.Model), $"{model.Requests}", $"{model.InSlo}", $"{model.Attainment:0.0000}", $"{model.P50Ms:0.00}", $"{model.P99Ms:0.00}");
        console.Write(table);
        console.WriteLine($"attainment {result.Attainment:0.0000}, goodput {result.GoodputRps:0.0}/s, utilization {result.Utilization:0.000}, mean batch {result.MeanBatch:0.00}, preemptions {result.Preemptions}, wasted {result.WastedDeviceS:0.00} device-s");
        console.WriteLine($"seed {seed}, digest {result.Digest}");
    }
}
