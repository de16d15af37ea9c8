using System.Globalization;
using Shepherd.Schemas.Control;
using Spectre.Console;

namespace Shepherd.Cli.Models;

/// <summary>The list for people: a row for each version and profile.</summary>
internal static class ModelListTable
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 160;

    public static void Write(TextWriter output, ModelList list, DateTimeOffset now)
    {
        if (list.Models.Count > 0)
            WriteModels(output, list.Models, now);
        foreach (var row in list.Models.Where(m => m.ProfileFault.Length > 0))
            output.WriteLine($"{row.Entry.Model} version {row.Entry.Version}: {row.ProfileFault}");
        foreach (var refusal in list.Refused)
        {
            output.WriteLine($"{refusal.Model}{(refusal.Version.Length > 0 ? $" version {refusal.Version}" : "")} is refused:");
            foreach (var line in refusal.Reason.Split('\n'))
                output.WriteLine($"  {line}");
        }

        if (list.Models.Count + list.Refused.Count == 0)
            output.WriteLine("there are no models");
    }

    private static void WriteModels(TextWriter output, IReadOnlyList<ModelRow> models, DateTimeOffset now)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("model", "version", "group", "runtime", "SLO ms", "max batch", "served", "profile", "device", "age", "l(1) ms", "l(max) ms");
        foreach (var row in models)
        {
            string[] head = [row.Entry.Model, Version(row), row.Entry.Group, row.Entry.Runtime, Text(row.Entry.SloMs), Text(row.Entry.MaxBatch), Served(row)];
            if (row.Entry.Profiles.Count == 0)
                Add(table, [.. head, "none", "", "", "", ""]);
            foreach (var profile in row.Entry.Profiles)
            {
                Add(table, [.. head, .. Cells(profile, now)]);
                head = [.. head.Select(_ => "")];
            }
        }

        console.Write(table);
    }

    private static void Add(Table table, IEnumerable<string> cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    private static IEnumerable<string> Cells(CatalogProfile profile, DateTimeOffset now)
    {
        var rows = profile.Buckets.Count > 0 ? profile.Buckets[^1].Batches : [];
        return
        [
            profile.Source.ToString().ToLowerInvariant(),
            string.Create(CultureInfo.InvariantCulture, $"{profile.Device}, {profile.Threads} threads"),
            Age(now - profile.At),
            rows.Count > 0 ? Ms(rows[0]) : "",
            rows.Count > 1 ? Ms(rows[^1]) : "",
        ];
    }

    /// <summary>With its size where that is not the one in the column's head.</summary>
    private static string Ms(CatalogBatch row) => string.Create(CultureInfo.InvariantCulture, $"{row.P50Ms:0.0##}{(row.Batch == 1 ? "" : $" ({row.Batch})")}");

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "now",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} d",
    };

    private static string Version(ModelRow row) => row.CanaryPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{row.Entry.Version} (canary {percent} %)") : row.Entry.Version;

    private static string Served(ModelRow row) => row.IsServed switch
    {
        null => "",
        true => $"by {string.Join(", ", row.Workers)}",
        false => "no",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
