using System.Globalization;
using Shepherd.Core.Planning;
using Spectre.Console;

namespace Shepherd.Cli.Plan.Compare;

/// <summary>A comparison for people: goodput where devices are fixed, price where the demand is.</summary>
internal static class CompareTable
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 160;

    public static void Write(TextWriter output, IReadOnlyList<ComparedCell> cells)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        WriteCells(console, "goodput, requests/s (attainment)", cells.Where(c => c.Objective == PlanObjective.Goodput).ToList(), Goodput);
        WriteCells(console, "price per hour at 99 % (devices)", cells.Where(c => c.Objective == PlanObjective.Cost).ToList(), Cost);
    }

    private static void WriteCells(IAnsiConsole console, string title, List<ComparedCell> cells, Func<ComparedPlan, string> write)
    {
        if (cells.Count == 0)
            return;
        var table = new Table { Title = new TableTitle(title) }.AddColumn("demand, SLO, cluster").AddColumns([.. cells[0].Results.Select(r => r.Method)]);
        foreach (var cell in cells)
            table.AddRow([Markup.Escape($"{cell.Demand} {cell.Slo} {cell.Cluster}"), .. cell.Results.Select(r => Markup.Escape(write(r)))]);
        console.Write(table);
    }

    private static string Goodput(ComparedPlan plan) => string.Create(CultureInfo.InvariantCulture, $"{plan.Outcome?.Simulated?.GoodputRps:0.0} ({plan.Outcome?.Simulated?.Attainment:0.000})");

    private static string Cost(ComparedPlan plan) => plan.Outcome is { } outcome ? string.Create(CultureInfo.InvariantCulture, $"{outcome.Summary.CostPerH:0.00} ({outcome.Summary.DevicesUsed})") : "none";
}
