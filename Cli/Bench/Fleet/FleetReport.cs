using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Shepherd.Cli.Bench.Fleet;

/// <summary>What a fleet takes of its planner, for people and for programs.</summary>
internal static class FleetReport
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, FleetFigures figures)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("what", "first plan after s", "all owned after s", "plans", "planner CPU ms");
        foreach (var phase in figures.Phases)
            table.AddRow(phase.What, phase.PlanS is { } plan ? Number(plan) : "-", Number(phase.OwnedS), $"{phase.Plans}", Number(phase.PlannerCpuMs));
        console.Write(table);
        output.WriteLine($"while nothing changes: {Number(figures.BeatsPerS)} heartbeats/s, planner {Number(figures.PlannerCpuPercent)} % of a processor, {Number(figures.PlannerRssMib)} MiB resident ({Number(figures.PlannerHeapMib)} MiB heap), {figures.SteadyPlans} plans");
        output.WriteLine($"moves {figures.Moves.Count}, ms: p50 {Number(Quantile.Of(figures.Moves, 0.5))}, p99 {Number(Quantile.Of(figures.Moves, 0.99))}; requests {figures.Requests}, lost {figures.Lost}, repeats {figures.Repeats} before the reader's dedup by id");
        output.WriteLine(figures.Machine);
    }

    public static string ToJson(FleetFigures figures) => JsonSerializer.Serialize(
        new
        {
            figures.Phases,
            PlannerCpuPercent = Round(figures.PlannerCpuPercent),
            PlannerRssMib = Round(figures.PlannerRssMib),
            PlannerHeapMib = Round(figures.PlannerHeapMib),
            HeartbeatsPerS = Round(figures.BeatsPerS),
            figures.SteadyPlans,
            Moves = figures.Moves.Count,
            MoveP50Ms = Round(Quantile.Of(figures.Moves, 0.5)),
            MoveP99Ms = Round(Quantile.Of(figures.Moves, 0.99)),
            figures.Requests,
            figures.Lost,
            RepeatsBeforeDedup = figures.Repeats,
            figures.Machine,
        },
        Options);

    private static double Round(double value) => Math.Round(value, 2);

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
