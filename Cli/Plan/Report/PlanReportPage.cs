using System.Text.Json;
using Shepherd.Cli.Plan.Compare;
using Shepherd.Cli.Plan.Output;
using Shepherd.Cli.Simulate.Report;

namespace Shepherd.Cli.Plan.Report;

/// <summary>Plans and their comparison as one HTML page that needs nothing else.</summary>
internal static class PlanReportPage
{
    /// <summary>Escapes what could end the script that holds the data.</summary>
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="cells">The comparison; the plans of all its cells can be chosen to be drawn.</param>
    /// <param name="command">The command that makes the page, for people who want to make it again.</param>
    public static string Write(IReadOnlyList<ComparedCell> cells, string command) => PageTemplate.Fill(
        "plan.html",
        ["report.css", "plan.css", "plot.js", "choice.js", "bars.js", "bins.js"],
        JsonSerializer.Serialize(new { Command = command, Plans = cells.SelectMany(PlansOf), Cells = cells.Select(CompareJson.ToObject) }, Options));

    private static IEnumerable<object> PlansOf(ComparedCell cell, int number) => cell.Results
        .Where(r => r.Outcome is not null)
        .Select(r => new { Cell = number, r.Method, Plan = PlanJson.ToObject(r.Outcome!) });
}
