using System.Globalization;
using Shepherd.Planner.Http.Replies;
using Spectre.Console;

namespace Shepherd.Cli.Control;

/// <summary>State of the control plane for people.</summary>
internal static class ControlTables
{
    /// <summary>Of output that is no terminal: wide enough that few rows are broken.</summary>
    private const int WidthMin = 140;

    /// <summary>More rows than these nobody reads; <c>-o json</c> has them all.</summary>
    private const int RowsMax = 40;

    public static void WriteStatus(TextWriter output, StatusReply status)
    {
        var console = Open(output);
        console.WriteLine(status.Epoch.Length == 0
            ? "no plan yet: has a worker started?"
            : $"plan {status.Epoch} ({status.PlanReason}), written {status.PlanAt!.Value.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}");
        console.WriteLine(status.Leading ? $"{status.Planner} leads" : $"{status.Planner} follows; {(status.Leader.Length > 0 ? $"{status.Leader} leads" : "nobody leads")}");
        WriteWorkers(console, status.Workers);
        WriteGroups(console, status.Groups);
        WriteRows(console, "moves under way", Summarise(status.Moves));
        WriteRows(console, "directives", [.. status.Directives.Select(Describe)]);
        WriteRows(console, "rescales", [.. status.Rescales.Where(r => r.EndedAt is null || r.State == "failed").Select(r => $"{r.Group} to {r.Devices?.ToString(CultureInfo.InvariantCulture) ?? "automatic"}: {r.State}, {r.Detail}")]);
    }

    public static void WritePlan(TextWriter output, PlanReply plan)
    {
        var console = Open(output);
        console.WriteLine($"plan {plan.Epoch} by {plan.Planner}, {plan.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}: {plan.Reason}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("group", "worker", "partitions now", "partitions to be");
        var keys = plan.Assignments.Concat(plan.Target).Select(a => (a.Group, a.Worker)).Distinct().OrderBy(k => k.Group, StringComparer.Ordinal).ThenBy(k => k.Worker, StringComparer.Ordinal).ToList();
        foreach (var (group, worker) in keys.Take(RowsMax))
            table.AddRow(Markup.Escape(group), Markup.Escape(worker), Of(plan.Assignments, group, worker), Of(plan.Target, group, worker));
        console.Write(table);
        Rest(console, keys.Count);
        WriteRows(console, "serving groups", [.. plan.ServingGroups.Select(g => $"{g.Lead} leads {string.Join(", ", g.Peers)}")]);
        WriteRows(console, "directives", [.. plan.Directives.Select(Describe)]);

        static string Of(IReadOnlyList<AssignmentReply> from, string group, string worker) => Ranges(from.FirstOrDefault(a => a.Group == group && a.Worker == worker)?.Partitions ?? []);
    }

    public static void WriteDryRun(TextWriter output, DryRunReply dryRun)
    {
        var console = Open(output);
        console.WriteLine(dryRun.Changes ? $"the planner would move: {dryRun.Reason}" : $"nothing would move: {dryRun.Reason}");
        WriteRows(console, "moves", dryRun.Moves);
    }

    public static void WriteCommand(TextWriter output, CommandReply reply)
    {
        output.WriteLine(!reply.Changed ? $"{reply.Command}: nothing to change" : !reply.Executed ? $"{reply.Command} would:" : reply.Epoch.Length > 0 ? $"{reply.Command}: in force since plan {reply.Epoch}" : $"{reply.Command}: taken, for the next plan");
        foreach (var effect in reply.Effects)
            output.WriteLine($"  {effect}");
        if (!reply.Executed && reply.Changed)
            output.WriteLine("nothing was changed: say it again with --execute");
    }

    private static void WriteWorkers(IAnsiConsole console, IReadOnlyList<WorkerReply> workers)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("worker", "state", "devices", "plan", "lease age", "partitions", "loads", "in flight");
        foreach (var w in workers.Take(RowsMax))
        {
            table.AddRow(
                Markup.Escape(w.Worker),
                w.Held.Length > 0 ? $"{w.State}, {w.Held}" : w.State,
                Markup.Escape(w.Devices.Count <= 2 ? string.Join(", ", w.Devices) : $"{w.Devices[0]} and {w.Devices.Count - 1} more"),
                w.Epoch,
                w.LeaseAgeMs is { } age ? string.Create(CultureInfo.InvariantCulture, $"{age:0} ms") : "-",
                Markup.Escape(w.Owned.Count == 0 ? "none" : string.Join("; ", w.Owned.Select(o => $"{o.Group} {Ranges(o.Partitions)}"))),
                Markup.Escape(w.PreparingGroups.Count == 0 ? "" : string.Join(", ", w.PreparingGroups)),
                w.InFlight.ToString(CultureInfo.InvariantCulture));
        }

        console.Write(table);
        Rest(console, workers.Count);
    }

    private static void WriteGroups(IAnsiConsole console, IReadOnlyList<GroupReply> groups)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("group", "partitions", "owners", "devices", "needs", "rate", "lag", "backlog", "oldest slack", "by hand");
        foreach (var g in groups.Take(RowsMax))
        {
            var hand = string.Join(", ", ((string?[])[g.Paused ? "paused" : null, g.PinnedTo.Count > 0 ? $"pinned to {string.Join(", ", g.PinnedTo)}" : null, g.RescaledTo is { } devices ? $"{devices} devices" : null]).OfType<string>());
            table.AddRow(
                Markup.Escape(g.Group),
                g.Partitions > 0 ? g.Partitions.ToString(CultureInfo.InvariantCulture) : "?",
                Markup.Escape(g.Owners.Count == 0 ? "nobody" : string.Join("; ", g.Owners.Select(o => $"{o.Worker} {Ranges(o.Partitions)}"))),
                g.Devices.ToString(CultureInfo.InvariantCulture),
                g.Backlog.NeededDevices > 0 ? Number(g.Backlog.NeededDevices, "0.00") : "-",
                g.Backlog.ArrivalRps is { } rate ? Number(rate, "0.0") + "/s" : "-",
                g.Backlog.LagRecords?.ToString(CultureInfo.InvariantCulture) ?? "-",
                g.Backlog.Missing.Count == 0 ? Number(g.Backlog.DeviceSeconds, "0.000") + " device-s" : "-",
                g.Backlog.OldestSlackMs is { } slack ? Number(slack, "0") + " ms" : "-",
                Markup.Escape(hand));
        }

        console.Write(table);
        Rest(console, groups.Count);
    }

    private static List<string> Summarise(IReadOnlyList<MoveReply> moves) =>
    [
        .. moves.GroupBy(m => (m.Group, m.From, m.To, m.Phase))
            .Select(g => $"{g.Key.Group} {Ranges([.. g.Select(m => m.Partition)])}: {Or(g.Key.From)} to {Or(g.Key.To)}, {g.Key.Phase}"),
    ];

    private static string Or(string worker) => worker.Length > 0 ? worker : "nobody";

    private static string Describe(DirectiveReply d) =>
        $"{d.Kind} {d.Subject}{(d.Workers.Count > 0 ? $" to {string.Join(", ", d.Workers)}" : "")}{(d.Devices is { } devices ? $" to {devices} devices" : "")}{(d.By.Length > 0 ? $", by {d.By}" : "")}, since {d.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}";

    private static string Ranges(IReadOnlyList<int> ascending) => PartitionRanges.Of(ascending);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static void WriteRows(IAnsiConsole console, string title, IReadOnlyList<string> rows)
    {
        if (rows.Count == 0)
            return;
        console.WriteLine($"{title}:");
        foreach (var row in rows.Take(RowsMax))
            console.WriteLine($"  {row}");
        Rest(console, rows.Count);
    }

    private static void Rest(IAnsiConsole console, int rows)
    {
        if (rows > RowsMax)
            console.WriteLine($"… and {rows - RowsMax} more; -o json has them all");
    }

    private static IAnsiConsole Open(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        return console;
    }
}
