using System.Globalization;
using Spectre.Console;

namespace Shepherd.Cli.Simulate;

/// <summary>A simulation's result for people.</summary>
internal static class SimulationTable
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    public static void Write(TextWriter output, SimulationRun run)
    {
        var result = run.Result;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("model", "requests", "in SLO", "attainment", "p50 ms", "p90 ms", "p95 ms", "p99 ms");
        foreach (var model in result.Models)
            table.AddRow(Markup.Escape(model.Model), $"{model.Requests}", $"{model.InSlo}", Share(model.Requests, model.Attainment), Ms(model.P50Ms), Ms(model.P90Ms), Ms(model.P95Ms), Ms(model.P99Ms));
        console.Write(table);
        var bound = result.Requests > 0 && result.BoundInSlo is { } most ? $"; no schedule could have more than {most} in SLO: {result.ShareOfBound:0.0000} of that" : "";
        var trace = run.Workload.TimeCompression is { } speed ? $", the trace replayed {speed:0.###} times as fast as recorded" : "";
        var lanes = run.Scenario.LanesPerDevice > 1 ? $" of {run.Scenario.LanesPerDevice} lanes each" : "";
        console.WriteLine($"{run.Policy} on {run.Scenario.Devices} {(run.Scenario.Devices == 1 ? "GPU" : "GPUs")}{lanes}, offered load {run.Workload.Load:0.000} for {run.Workload.DurationNs / 1e9:0.###} s{trace}");
        console.WriteLine($"attainment {Share(result.Requests, result.Attainment)} (worst model {Share(result.Requests, result.WorstModelAttainment)}), goodput {result.GoodputRps:0.0}/s{bound}");
        console.WriteLine($"utilization {result.Utilization:0.000}, mean batch {result.MeanBatch:0.00}, preemptions {result.Preemptions}, wasted {result.WastedDeviceS:0.00} device-s");
        console.WriteLine($"seed {run.Scenario.Seed}, digest {result.Digest}");
    }

    private static string Share(int requests, double share) => requests == 0 ? "-" : share.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Ms(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
}
