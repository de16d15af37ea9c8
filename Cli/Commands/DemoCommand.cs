using System.CommandLine;
using Shepherd.Cli.Demo;
using Shepherd.Cli.Ocr.Reading;
using Spectre.Console;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd demo</c>: reads the sample pictures through the whole pipeline and sums up.</summary>
internal static class DemoCommand
{
    private const int PassesMax = 1000;

    private const double RateDefault = 20;

    private const double SecondsDefault = 20;

    internal static Command Create(OpenCluster open, HomeFolders home)
    {
        var bootstrapServer = SharedOptions.BootstrapServer();
        var workers = SharedOptions.Workers();
        var (device, scheduling) = (new DeviceOptions(), new SchedulingOptions());
        var output = SharedOptions.Output();
        var timeoutMs = SharedOptions.TimeoutMs("default 10000");
        var passes = NumberOption.Create("--passes", "How often to read every sample", new DemoOptions().Passes, min: 1, PassesMax);
        var seconds = Positive("--seconds", $"Offer a steady load for so long (default {SecondsDefault} where --rate is given)");
        var rate = Positive("--rate", $"Inference requests a second of the steady load (default {RateDefault} where --seconds is given)");
        var seed = NumberOption.Create("--seed", "Launch pictures of the steady load at random instants (Poisson) from this seed instead of evenly", int.MinValue, int.MaxValue);
        var samples = new Option<string>("--samples") { Description = $"Folder of PNGs with a {SampleSet.TextsFile} that says what they say", DefaultValueFactory = _ => home.Samples };
        var command = new Command("demo", "Reads the sample pictures through the whole pipeline and sums up")
        {
            passes, seconds, rate, seed, samples, bootstrapServer, workers, output, timeoutMs,
        };
        device.AddTo(command);
        scheduling.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var json = parsed.GetValue(output) == OutputFormat.Json;
            var standardError = parsed.InvocationConfiguration.Error;
            var screen = Screen(json ? standardError : parsed.InvocationConfiguration.Output);
            void Say(string line) => screen.Profile.Out.Writer.WriteLine(line);
            var options = new DemoOptions { Passes = parsed.GetValue(passes), Load = Load(parsed.GetValue(seconds), parsed.GetValue(rate), parsed.GetValue(seed)) };
            if (parsed.GetValue(timeoutMs) is { } ms)
                options = options with { Timeout = TimeSpan.FromMilliseconds(ms) };
            try
            {
                var pictures = SampleSet.Load(parsed.GetValue(samples)!);
                var alphabet = Alphabet.Load(home.Characters);
                await using var cluster = await open(new ClusterRequest(parsed.GetValue(bootstrapServer), parsed.GetValue(workers), Say) { WorkerArguments = [.. device.Arguments(parsed), .. scheduling.Arguments(parsed)] }, cancellationToken);
                await using var client = await cluster.ConnectAsync(cancellationToken);
                var run = new DemoRun(client, alphabet, pictures, TimeProvider.System);
                var summary = await DemoScreen.RunAsync(screen, TimeProvider.System, view => run.RunAsync(options, view, cancellationToken));
                if (json)
                    parsed.InvocationConfiguration.Output.WriteLine(summary.ToJson());
                else
                    SummaryTable.Write(screen, summary);
                if (summary.Lost > 0)
                    return ExitCodes.Failed;
                // What was not tried is not shown to work.
                return cancellationToken.IsCancellationRequested ? ExitCodes.Stopped : ExitCodes.Done;
            }
            catch (Exception e) when (CommandFailure.IsForPeople(e))
            {
                standardError.WriteLine(e.Message);
                return ExitCodes.Failed;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCodes.Stopped;
            }
        });
        return command;
    }

    private static LoadOptions? Load(double? seconds, double? rate, int? seed) =>
        seconds is null && rate is null ? null : new LoadOptions(TimeSpan.FromSeconds(seconds ?? SecondsDefault), rate ?? RateDefault, seed);

    private static IAnsiConsole Screen(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    // A million seconds or requests a second: beyond, it is a typing error.
    private static Option<double?> Positive(string name, string description) => NumberOption.Create(name, description, min: 0.001, max: 1_000_000.0);
}
