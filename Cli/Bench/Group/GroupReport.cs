using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Shepherd.Cli.Bench.Group;

/// <summary>What one queue is worth, for people and for programs.</summary>
internal static class GroupReport
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, IReadOnlyList<GroupFigures> rows)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var table = new Table().AddColumns("queues", "requests", "in SLO", "goodput/s", "simulated", "workers used");
        foreach (var row in rows)
            table.AddRow($"{row.Groups}", $"{row.Requests}", Share(row.Attainment), row.GoodputRps.ToString("0.0", CultureInfo.InvariantCulture), Share(row.Simulated), $"{row.RanOn}");
        console.Write(table);
    }

    public static string ToJson(IReadOnlyList<GroupFigures> rows) => JsonSerializer.Serialize(
        new { Rows = rows.Select(r => new { r.Groups, r.Requests, r.InSlo, r.Ok, Attainment = Math.Round(r.Attainment, 4), Simulated = Math.Round(r.Simulated, 4), r.GoodputRps, r.RanOn }) },
        Options);

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);
}
