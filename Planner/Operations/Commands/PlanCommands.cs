using Shepherd.Planner.Http.Replies;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Commands on the plan. Pure.</summary>
internal static class PlanCommands
{
    public static CommandVerdict Replan(OperatorCommand command) => new()
    {
        Wish = new PlanWish($"{command.By} asked for a plan"),
        Effects = ["the planner plans now, whatever dwell and the cost of moves say; where the plan in force is best it stands"],
    };

    /// <param name="command">The command.</param>
    /// <param name="facts">The cluster.</param>
    /// <param name="history">Plans that one can go back to, oldest first.</param>
    public static CommandVerdict Rollback(OperatorCommand command, ClusterFacts facts, PlanHistory history)
    {
        if (facts.Plan is not { } running)
            return CommandVerdict.Refuse(RefusalKind.Conflict, "there is no plan yet, and nothing to go back from");
        var earlier = history.All.Where(p => p.Epoch < running.Epoch && history.Find(running.Epoch)?.Epoch != p.Epoch).ToList();
        var plan = command.Plan is { } wanted ? history.Find(wanted) : earlier.LastOrDefault(p => FindUnowned(p, facts) is null);
        if (plan is null)
        {
            var kept = $"plans that this planner keeps: {Names.List(earlier.Select(p => p.Epoch.ToString()), "none before the one in force")}";
            return CommandVerdict.Refuse(RefusalKind.NotFound, command.Plan is { } epoch ? $"there is no plan {epoch} to go back to; {kept}" : $"there is no plan before {running.Epoch} to go back to; {kept}");
        }

        var target = plan.Wanted;
        if (FindFault(plan, target, facts) is { } fault)
            return CommandVerdict.Refuse(RefusalKind.Conflict, fault);
        var withdrawn = facts.Directives.Where(d => !plan.Directives.Any(p => p.Kind == d.Kind && p.Subject == d.Subject)).ToList();
        return new CommandVerdict
        {
            Put = plan.Directives,
            Withdraw = [.. withdrawn.Select(d => (d.Kind, d.Subject))],
            Wish = new PlanWish($"{command.By} went back to plan {plan.Epoch} ({plan.Reason})", target),
            Effects =
            [
                .. Moves(facts.Target, target),
                .. withdrawn.Select(d => $"no longer in force: {d.Kind.ToString().ToLowerInvariant()} {d.Subject}"),
                .. plan.Directives.Where(d => !facts.Directives.Contains(d, DirectiveEquality.Instance)).Select(d => $"in force again: {d.Kind.ToString().ToLowerInvariant()} {d.Subject}"),
                "the planner goes on from there: pin groups that are to stay",
            ],
        };
    }

    /// <summary>What changes its owner-to-be, a line per group and pair of workers.</summary>
    public static IEnumerable<string> Moves(IReadOnlyList<PlanAssignment> from, IReadOnlyList<PlanAssignment> to)
    {
        var before = PlannedMove.Owners(from);
        var after = PlannedMove.Owners(to);
        return before.Keys.Union(after.Keys)
            .Select(k => (k.Group, k.Partition, From: before.GetValueOrDefault(k, "nobody"), To: after.GetValueOrDefault(k, "nobody")))
            .Where(m => m.From != m.To)
            .GroupBy(m => (m.Group, m.From, m.To))
            .OrderBy(g => g.Key.Group, StringComparer.Ordinal).ThenBy(g => g.Key.From, StringComparer.Ordinal).ThenBy(g => g.Key.To, StringComparer.Ordinal)
            .Select(g => $"partitions {PartitionRanges.Of([.. g.Select(m => m.Partition).Order()])} of group {g.Key.Group}: {g.Key.From} to {g.Key.To}");
    }

    /// <summary>A group that would wait although nobody paused it; null: none.</summary>
    private static string? FindUnowned(PlanRecord plan, ClusterFacts facts)
    {
        var owned = plan.Wanted.GroupBy(a => a.Group, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(a => a.Partitions.Length), StringComparer.Ordinal);
        return facts.Groups.FirstOrDefault(g => owned.GetValueOrDefault(g.Group) < g.Partitions && !plan.Directives.Any(d => d.Kind == DirectiveKind.Pause && d.Subject == g.Group))?.Group;
    }

    private static string? FindFault(PlanRecord plan, IReadOnlyList<PlanAssignment> target, ClusterFacts facts)
    {
        if (FindUnowned(plan, facts) is { } unowned)
            return $"plan {plan.Epoch} gives partitions of group '{unowned}' to nobody: it was a step on the way to another one";
        foreach (var assignment in target)
        {
            if (facts.FindWorker(assignment.Worker) is not { } worker)
                return $"plan {plan.Epoch} needs worker '{assignment.Worker}', which is not alive; live workers: {Names.List(facts.Workers.Select(w => w.Name), "none")}";
            if (!worker.CanServe(assignment.Group))
                return $"plan {plan.Epoch} gives group '{assignment.Group}' to worker '{worker.Name}', which can serve it no more: its models are gone, or there is no room";
            if (facts.FindGroup(assignment.Group) is { Partitions: > 0 } group && assignment.Partitions.Any(p => p >= group.Partitions))
                return $"plan {plan.Epoch} has partitions that group '{assignment.Group}' has no more";
        }

        return null;
    }
}
