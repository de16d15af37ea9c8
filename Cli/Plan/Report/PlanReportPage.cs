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

    /// <param name="plans">Drawn device by device.</param>
    /// <param name="cells">The comparison; may be empty.</param>
    /// <param name="command">The command that makes the page, for people who want to make it again.</param>
    public static string Write(IEnumerable<PlanOutcome> plans, IEnumerable<ComparedCell> cells, string command) => PageTemplate.Fill(
        "plan.html",
        ["report.css", "plan.css", "plot.js", "bars.js", "bins.js"],
        JsonSerializer.Serialize(new { Command = command, Plans = plans.Select(PlanJson.ToObject), Cells = cells.Select(CompareJson.ToObject) }, Options));
}
