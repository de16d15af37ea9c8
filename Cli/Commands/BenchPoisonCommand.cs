using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Shepherd.Cli.Bench.Poison;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench poison</c>: requests that fail their batch, among good ones.</summary>
internal static class BenchPoisonCommand
{
    private const int GoodDefault = 10_000;

    private const int PoisonDefault = 1_000;

    /// <summary>The embedded broker keeps 5 MiB of a partition, results included.</summary>
    private const int RequestsMax = 50_000;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static Command Create(HomeFolders home)
    {
        var good = NumberOption.Create("--good", "Good requests", GoodDefault, min: 0, RequestsMax);
        var poison = NumberOption.Create("--poison", "Requests that fail every batch they are in", PoisonDefault, min: 0, RequestsMax);
        var seed = NumberOption.Create("--seed", "Of their order", otherwise: 1, int.MinValue, int.MaxValue);
        var kafka = new Option<string?>("--kafka") { Description = "Kafka to use, host:port[,host:port…]; without it an embedded one is started", HelpName = "host:port" };
        var output = SharedOptions.Output();
        var command = new Command("poison", "Good requests with bad ones among them, all at once: what becomes of each, and what isolating the bad ones costs") { good, poison, seed, kafka, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            var verdict = await PoisonBenchmark.RunAsync(parsed.GetValue(good), parsed.GetValue(poison), parsed.GetValue(seed), parsed.GetValue(kafka), home.NewLogFolder(), cancellationToken);
            var isJson = parsed.GetValue(output) == OutputFormat.Json;
            StandardOutput.WriteTo(parsed, writer => writer.WriteLine(isJson ? JsonSerializer.Serialize(verdict, Options) : Describe(verdict)));
            return verdict.IsGood ? ExitCodes.Done : ExitCodes.Failed;
        }));
        return command;
    }

    private static string Describe(PoisonVerdict verdict) => string.Create(CultureInfo.InvariantCulture,
        $"""
        {(verdict.IsGood ? "as promised" : "NOT AS PROMISED")}, in {verdict.Seconds:0.0} s
        good      {verdict.GoodOk} of {verdict.Good} OK
        bad       {verdict.PoisonFailed} of {verdict.Poison} RUNTIME_ERROR, {verdict.DeadLetters} in the dead-letter topic
        lost      {verdict.Lost}; repeated {verdict.Repeats}; the worker's exit code {verdict.ExitCode}
        isolating {verdict.FailedBatches} batches failed, {verdict.FurtherRuns} further runs, {verdict.RunsPerPoison:0.0} for each bad request
        """);
}
