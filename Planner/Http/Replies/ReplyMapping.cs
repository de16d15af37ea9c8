using Shepherd.Planner.Backlog;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Planner.Operations.Rescaling;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Http.Replies;

/// <summary>What the planner knows, as it answers it.</summary>
internal static class ReplyMapping
{
    public static CommandReply ToReply(this CommandAccepted accepted) =>
        new(accepted.Command, accepted.Changed, accepted.Executed, accepted.Effects, accepted.Epoch, accepted.Rescale);

    public static PlanReply ToReply(this PlanRecord plan) => new(
        plan.Epoch.ToString(),
        plan.Planner,
        plan.CreatedAt,
        plan.Reason,
        ToReplies(plan.Assignments),
        ToReplies(plan.Wanted),
        [.. plan.ServingGroups.Select(g => new ServingGroupReply(g.Lead, [.. g.Peers.Select(p => p.Worker)]))],
        [.. plan.Directives.Select(ToReply)],
        [.. PlanCommands.Moves(plan.Assignments, plan.Wanted)]);

    public static DirectiveReply ToReply(this Directive directive) => new(
        Word(directive.Kind), directive.Subject, directive.Workers, directive.Kind == DirectiveKind.Rescale ? directive.Devices : null, directive.By, directive.At);

    public static IReadOnlyList<AssignmentReply> ToReplies(IEnumerable<PlanAssignment> assignments) =>
        [.. assignments.Select(a => new AssignmentReply(a.Worker, a.Group, a.Partitions))];

    public static RescaleReply ToReply(this RescaleView view) => new(
        view.Id, view.Group, view.Devices, view.By, view.State.ToLowerInvariant(), view.Detail, view.StartedAt, view.EndedAt);

    public static MoveReply ToReply(this PlannedMove move) => new(move.Group, move.Partition, move.From, move.To, Word(move.Phase));

    public static IReadOnlyList<WorkerReply> Workers(ClusterFacts facts)
    {
        var silent = (facts.Plan?.Assignments ?? []).Concat(facts.Target).Select(a => a.Worker).Distinct(StringComparer.Ordinal).Where(w => facts.FindWorker(w) is null);
        return
        [
            .. facts.Workers.Select(w => Worker(w, facts))
                .Concat(silent.Select(w => new WorkerReply(w, "silent", Held(w, facts), [], "", null, [], [], [], 0)))
                .OrderBy(w => w.Worker, StringComparer.Ordinal),
        ];
    }

    public static IReadOnlyList<GroupReply> Groups(ClusterFacts facts, BacklogView backlog) => [.. facts.Groups.Select(g => Group(g, facts, backlog))];

    public static GroupReply Group(GroupFacts group, ClusterFacts facts, BacklogView backlog) => new(
        group.Group,
        group.Models,
        group.Partitions,
        ToReplies((facts.Plan?.Assignments ?? []).Where(a => a.Group == group.Group)),
        facts.DevicesOf(group.Group, facts.Plan?.Assignments ?? []),
        facts.Find(DirectiveKind.Pause, group.Group) is not null,
        facts.Find(DirectiveKind.Pin, group.Group)?.Workers ?? [],
        facts.Find(DirectiveKind.Rescale, group.Group)?.Devices,
        Backlog(group.Group, backlog));

    public static BacklogReply Backlog(string group, BacklogView backlog)
    {
        var known = backlog.Groups.FirstOrDefault(g => g.Group == group) ?? new GroupBacklog(group) { Missing = ["not measured yet; only the planner that leads measures"] };
        return new BacklogReply(
            group, known.DeviceS ?? 0, known.DrainS, known.OldestSlackMs, known.LagRecords, known.QueuedRecords, known.ArrivalRps, known.ForecastRps, known.NeededDevices ?? 0, known.Missing);
    }

    private static WorkerReply Worker(WorkerFacts worker, ClusterFacts facts) => new(
        worker.Name,
        Word(worker.Beat.State),
        Held(worker.Name, facts),
        worker.Beat.Devices,
        worker.Beat.Epoch.ToString(),
        Math.Round(worker.Age.TotalMilliseconds, 1),
        worker.Beat.Groups,
        worker.Beat.PreparingGroups,
        [.. worker.Beat.Owned.Where(o => o.Partitions.Length > 0).Select(o => new AssignmentReply(worker.Name, o.Group, o.Partitions))],
        worker.Beat.InFlightRecords);

    private static string Held(string worker, ClusterFacts facts) =>
        facts.Find(DirectiveKind.Drain, worker) is not null ? "drain" : facts.Find(DirectiveKind.Cordon, worker) is not null ? "cordon" : "";

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
