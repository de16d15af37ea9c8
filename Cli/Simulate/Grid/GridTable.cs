using System.Globalization;
using Shepherd.Simulator.Grid;
using Spectre.Console;

namespace Shepherd.Cli.Simulate.Grid;

/// <summary>A grid's result for people: how each policy stands, and the largest loads.</summary>
internal static class GridTable
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 160;

    public static void Write(TextWriter output, GridResult grid)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var summary = new Table().AddColumns(
            "policy", "share of bound, load ≤ 1", "worst ratio to the best other", "in the cell", $"cells < {GridSummary.Near}", "strictly best", "best or equal");
        foreach (var row in GridSummary.Of(grid))
        {
            summary.AddRow(
                Markup.Escape(row.Policy), Number(row.MeanShareOfBound), Number(row.WorstRatio), Markup.Escape(row.WorstCell?.Name ?? "-"), $"{row.Below}", $"{row.StrictlyBest}", $"{row.Best}");
        }

        console.WriteLine($"{Cells(grid.Cells.Count)}, seed {grid.Plan.Seed}");
        if (grid.Plan.LeftOut is { Count: > 0 } leftOut)
            console.WriteLine($"{Cells(leftOut.Count)} left out, as their trace would last less than {grid.Plan.Size.SlosLeast} SLOs; the first: {leftOut[0].Name}");
        console.Write(summary);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest load at {grid.Plan.Attainment * 100:0.##} % attainment, to {grid.Plan.Size.LoadTolerance}"));
        var loads = new Table().AddColumns(["workload", "SLO", "GPUs", .. grid.Plan.Policies.Select(p => Markup.Escape(p.Name))]);
        foreach (var row in grid.MaxLoads)
            loads.AddRow([Markup.Escape(row.Cell.Workload.Name), row.Cell.Slo, $"{row.Cell.Gpus}", .. row.Loads.Select(l => l.ToString("0.00", CultureInfo.InvariantCulture))]);
        console.Write(loads);
    }

    private static string Cells(int count) => $"{count} cell{(count == 1 ? "" : "s")}";

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
}
