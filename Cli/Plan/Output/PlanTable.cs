using System.Globalization;
using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;
using Spectre.Console;

namespace Shepherd.Cli.Plan.Output;

/// <summary>A plan for people: its figures, what runs where, what has no place, and why.</summary>
internal static class PlanTable
{
    /// <summary>Of output that is no terminal: wide enough that few rows are broken.</summary>
    private const int WidthMin = 140;

    /// <summary>More rows than these nobody reads; <c>-o json</c> has them all.</summary>
    private const int RowsMax = 40;

    public static void Write(TextWriter output, PlanOutcome outcome)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        WriteDevices(console, outcome);
        WriteFigures(console, outcome);
        WriteRows(console, "no place", outcome.Plan.Unplaced, u => $"{outcome.Problem.Streams[u.Stream].Name}: {u.RateRps.ToString("0.##", CultureInfo.InvariantCulture)} requests/s: {u.Reason}");
        WriteRows(console, "why", outcome.Plan.Reasons, r => $"{r.Subject}: {r.Text}");
        if (outcome.Moves is { } moves)
            WriteMoves(console, outcome.Problem, moves);
    }

    private static void WriteDevices(IAnsiConsole console, PlanOutcome outcome)
    {
        var problem = outcome.Problem;
        var table = new Table().AddColumns("device", "type", "group", "compute", "memory", "models (largest batch: time)");
        var rows = outcome.Plan.Devices.SelectMany(d => d.Lanes.Select(l => (Device: d, Lane: l))).ToList();
        foreach (var (device, lane) in rows.Take(RowsMax))
        {
            var memory = lane.MemoryBytes / (double)problem.Devices[device.Pool].Type.MemoryBytes;
            var models = string.Join(", ", lane.Models.Select(m => string.Create(CultureInfo.InvariantCulture, $"{problem.Models[m.Model].Name} ({m.MaxBatch}: {m.DurationNs / 1e6:0.0} ms)")));
            table.AddRow($"{device.Id}", Markup.Escape(problem.Devices[device.Pool].Type.Name), $"{lane.Group}", string.Create(CultureInfo.InvariantCulture, $"{lane.ComputePercent:0.#} %"), memory.ToString("0 %", CultureInfo.InvariantCulture), Markup.Escape(models));
        }

        console.Write(table);
        if (rows.Count > RowsMax)
            console.WriteLine($"… and {Counted.Of(rows.Count - RowsMax, "lane")} more; -o json has them all");
    }

    private static void WriteFigures(IAnsiConsole console, PlanOutcome outcome)
    {
        var (summary, demandRps) = (outcome.Summary, outcome.Problem.Streams.Sum(s => s.RateRps));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Method} for {outcome.Problem.Objective.ToString().ToLowerInvariant()}: {Counted.Of(summary.Groups, "group")} on {summary.DevicesUsed} of {Counted.Of(outcome.Problem.DeviceCount, "device")}, {summary.CostPerH:0.00} per hour, made in {outcome.Wall.TotalSeconds:0.000} s"));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"demand {demandRps:0.0}/s, predicted goodput {summary.PredictedGoodputRps:0.0}/s{(summary.MinBurstTolerance > 0 ? $", minimum burst tolerance {summary.MinBurstTolerance:0.00}" : "")}, memory held {outcome.MemoryUtilization:0.0 %}"));
        if (outcome.Simulated is { } simulated)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"simulated: goodput {simulated.GoodputRps:0.0}/s, attainment {(simulated.Attainment is { } share ? share.ToString("0.0000", CultureInfo.InvariantCulture) : "-")} of {Counted.Of(simulated.Requests, "request")}, compute busy {simulated.ComputeUtilization:0.0 %}; seed {simulated.Seed}, digest {simulated.Digest}"));
    }

    private static void WriteMoves(IAnsiConsole console, PlanningProblem problem, IReadOnlyList<PlanMove> moves)
    {
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(moves.Count, "move")} from the plan given: {Counted.Of(moves.Count(m => m.Kind == PlanMoveKind.Load), "load")}, {Counted.Of(moves.Count(m => m.Kind == PlanMoveKind.Unload), "unload")}, {moves.Count(m => m.Kind == PlanMoveKind.Resize)} with another share; {moves.Sum(m => m.CostNs) / 1e9:0.00} lane-seconds of loading and warming up"));
        WriteRows(console, "moves", moves, m => string.Create(CultureInfo.InvariantCulture, $"device {m.Device}: {m.Kind.ToString().ToLowerInvariant()} {problem.Models[m.Model].Name} at {m.ComputePercent:0.#} %{(m.CostNs > 0 ? $", {m.CostNs / 1e6:0} ms" : "")}"));
    }

    private static void WriteRows<T>(IAnsiConsole console, string title, IReadOnlyList<T> rows, Func<T, string> write)
    {
        if (rows.Count == 0)
            return;
        console.WriteLine($"{title}:");
        foreach (var row in rows.Take(RowsMax))
            console.WriteLine($"  {write(row)}");
        if (rows.Count > RowsMax)
            console.WriteLine($"  … and {rows.Count - RowsMax} more; -o json has them all");
    }
}
