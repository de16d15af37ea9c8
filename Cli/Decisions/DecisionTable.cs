using System.Globalization;
using Shepherd.Schemas.Control;
using Spectre.Console;

namespace Shepherd.Cli.Decisions;

/// <summary>The decision log for people: a line per decision, a table of what they amount to.</summary>
internal static class DecisionTable
{
    /// <summary>Ids shown of a decision.</summary>
    private const int IdsShown = 3;

    public static string Header => Line("time", "worker", "decision", "model", "lane", "size", "predicted", "actual", "requests, reason");

    public static string Line(DecisionRecord decision) => Line(
        decision.At.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
        decision.By,
        decision.Kind.ToString().ToLowerInvariant(),
        decision.Model,
        decision.Lane >= 0 ? decision.Lane.ToString(CultureInfo.InvariantCulture) : "",
        decision.Size > 0 ? decision.Size.ToString(CultureInfo.InvariantCulture) : "",
        Ms(decision.PredictedMs),
        Ms(decision.ActualMs),
        Rest(decision));

    public static void WriteSummary(TextWriter output, IReadOnlyList<ModelSummary> models)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["model", "batches", "requests", "predicted ms", "actual ms", "error p50", "error p99", "preempted", "given up"])
            table.AddColumn(column == "model" ? new TableColumn(column) : new TableColumn(column).RightAligned());
        foreach (var m in models)
        {
            table.AddRow(
                Markup.Escape(m.Model), Number(m.Batches), Number(m.Requests), Ms(m.PredictedMs), Ms(m.ActualMs), Percent(m.ErrorP50), Percent(m.ErrorP99), Number(m.Preemptions),
                Markup.Escape(m.Drops.Count == 0 ? "0" : string.Join(", ", m.Drops.Select(d => $"{d.Value} {d.Key}"))));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 160;
        console.Write(table);
    }

    private static string Line(string time, string worker, string kind, string model, string lane, string size, string predicted, string actual, string rest) =>
        $"{time,-12}  {worker,-12}  {kind,-8}  {model,-20}  {lane,4}  {size,4}  {predicted,9}  {actual,9}  {rest}".TrimEnd();

    private static string Rest(DecisionRecord decision)
    {
        var ids = string.Join(", ", decision.Requests.Take(IdsShown));
        var more = decision.Size > IdsShown ? $" and {decision.Size - IdsShown} more" : "";
        return decision.Reason.Length == 0 ? ids + more : ids.Length == 0 ? decision.Reason : $"{ids}{more}: {decision.Reason}";
    }

    private static string Ms(double? ms) => ms?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";

    private static string Percent(double? share) => share is { } known ? (known * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
