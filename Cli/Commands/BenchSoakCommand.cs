using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Shepherd.Cli.Bench.Soak;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench soak</c>: whether a worker's memory stays flat at saturation.</summary>
internal static class BenchSoakCommand
{
    private const int MinutesDefault = 10;

    private const int MinutesMax = 100_000;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static Command Create(HomeFolders home)
    {
        var minutes = NumberOption.Create("--minutes", "How long", MinutesDefault, min: 1, MinutesMax);
        var kafka = new Option<string?>("--kafka") { Description = "Kafka to use, host:port[,host:port…]; without it an embedded one is started", HelpName = "host:port" };
        var output = SharedOptions.Output();
        var command = new Command("soak", "A worker at saturation: its memory minute by minute, and whether it grows") { minutes, kafka, output };
        command.SetAction((parsed, cancellationToken) => CommandFailure.TellAsync(parsed, async () =>
        {
            var isJson = parsed.GetValue(output) == OutputFormat.Json;
            var people = isJson ? parsed.InvocationConfiguration.Error : parsed.InvocationConfiguration.Output;
            var verdict = await SoakBenchmark.RunAsync(parsed.GetValue(minutes), parsed.GetValue(kafka), home.NewLogFolder(), minute => people.WriteLine(Describe(minute)), cancellationToken);
            StandardOutput.WriteTo(parsed, writer => writer.WriteLine(isJson ? JsonSerializer.Serialize(verdict, Options) : Describe(verdict)));
            return verdict.IsFlat ? ExitCodes.Done : ExitCodes.Failed;
        }));
        return command;
    }

    private static string Describe(SoakMinute minute) => string.Create(CultureInfo.InvariantCulture,
        $"minute {minute.Minute,3}: {minute.Rps,7:0} requests/s, p99 {minute.P99Ms,7:0.0} ms, heap {minute.HeapMib,6:0.0} MiB, working set {minute.WorkingSetMib,6:0.0} MiB, native {minute.NativeMib,6:0.0} MiB");

    private static string Describe(SoakVerdict verdict) => string.Create(CultureInfo.InvariantCulture,
        $"{(!verdict.IsSure ? $"too short to tell, {SoakVerdict.MinutesMin} minutes at least" : verdict.IsFlat ? "flat" : "GROWING")}: heap {verdict.Heap.MibPerMinute:+0.00;-0.00} ± {verdict.Heap.Error:0.00} MiB/min (at most {SoakVerdict.HeapMibPerMinuteMax}), working set {verdict.WorkingSet.MibPerMinute:+0.00;-0.00} ± {verdict.WorkingSet.Error:0.00} (at most {SoakVerdict.WorkingSetMibPerMinuteMax}), native {verdict.Native.MibPerMinute:+0.00;-0.00} ± {verdict.Native.Error:0.00}; the first third is left out");
}
