using System.CommandLine;
using Shepherd.Cli.Bench.Goodput;
using Shepherd.Core.Policies;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench goodput</c>: what preemption is worth on real lanes, and how well the simulator knows it.</summary>
internal static class BenchGoodputCommand
{
    private const double SecondsDefault = 20;

    private const double SecondsMax = 3600;

    private const int RoundsMax = 1000;

    private const int ThreadsMax = 1024;

    private const double LoadMax = 10;

    internal static Command Create(HomeFolders home)
    {
        var models = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var kinds = new Option<string>("--preemption") { Description = "Kinds to run, in turn", DefaultValueFactory = _ => "none,restart,suspend", HelpName = "none,restart,suspend" };
        var policy = new Option<string>("--policy") { Description = "Scheduling policy of worker and simulator", DefaultValueFactory = _ => PolicyCatalog.Default };
        var seconds = NumberOption.Create("--seconds", "Time that each run's requests are sent for", SecondsDefault, min: 1, SecondsMax);
        var rounds = NumberOption.Create("--rounds", "Runs of each kind", otherwise: 3, min: 1, RoundsMax);
        var threads = NumberOption.Create("--threads", "CPU threads of a run", otherwise: 1, min: 1, ThreadsMax);
        var seed = NumberOption.Create("--seed", "Of the arrivals", otherwise: 1, min: 1, int.MaxValue / 4);
        var longLoad = NumberOption.Create("--long-load", "Share of the lane's time that pages in text detection are to take, by its idle profile", otherwise: 0.45, min: 0.01, LoadMax);
        var shortLoad = NumberOption.Create("--short-load", "The same for lines in angle classification", otherwise: 0.15, min: 0.01, LoadMax);
        var shortSlo = NumberOption.Create("--short-slo", "Deadline of a line, in runs of a page", otherwise: 0.5, min: 0.01, LoadMax);
        var output = SharedOptions.Output("table");
        var command = new Command("goodput", "Pages (long) and lines (short, tight deadline) on one real lane behind Kafka, with each kind of preemption, beside the simulator's prediction of the same run")
        {
            models, kinds, policy, seconds, rounds, threads, seed, longLoad, shortLoad, shortSlo, output,
        };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            if (PolicyCatalog.FindFault(parsed.GetValue(policy)!) is { } fault)
                throw new ArgumentException($"--policy {parsed.GetValue(policy)}: {fault}");
            var options = new GoodputOptions(parsed.GetValue(models)!, ParseKinds(parsed.GetValue(kinds)!), home.NewLogFolder())
            {
                Policy = parsed.GetValue(policy)!,
                Seconds = parsed.GetValue(seconds),
                Rounds = parsed.GetValue(rounds),
                Threads = parsed.GetValue(threads),
                Seed = parsed.GetValue(seed),
                LongLoad = parsed.GetValue(longLoad),
                ShortLoad = parsed.GetValue(shortLoad),
                ShortSlo = parsed.GetValue(shortSlo),
            };
            var (mix, slices) = await GoodputBenchmark.RunAsync(options, parsed.InvocationConfiguration.Error.WriteLine, cancellationToken);
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(GoodputReport.ToJson(mix, slices));
                else
                    GoodputReport.Write(writer, mix, slices);
            });
            return ExitCodes.Done;
        }));
        return command;
    }

    private static IReadOnlyList<PreemptionKind> ParseKinds(string text)
    {
        var kinds = new List<PreemptionKind>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!part.All(char.IsAsciiLetterLower) || !Enum.TryParse<PreemptionKind>(part, ignoreCase: true, out var kind) || kinds.Contains(kind))
                throw new ArgumentException($"--preemption {text}: '{part}' is not what it takes: none, restart and suspend, each at most once, with commas between");
            kinds.Add(kind);
        }

        return kinds;
    }
}
