using System.Globalization;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Commands on one model group. Pure.</summary>
internal static class GroupCommands
{
    public static CommandVerdict Pause(OperatorCommand command, ClusterFacts facts, DateTimeOffset now)
    {
        if (facts.FindGroup(command.Subject) is not { } group)
            return Unknown(command.Subject, facts);
        return new CommandVerdict
        {
            Put = [new Directive(DirectiveKind.Pause, group.Group, now) { By = command.By }],
            Effects = [$"{As(command.Subject, group)}its owners ({Names.List(facts.Servers(group.Group, facts.Target), "none")}) answer what they have taken and take no more; requests wait in Kafka, and may expire there, until it is resumed"],
        };
    }

    public static CommandVerdict Resume(OperatorCommand command, ClusterFacts facts) =>
        End(command, facts, DirectiveKind.Pause, "is not paused", "its requests are taken again");

    public static CommandVerdict Pin(OperatorCommand command, ClusterFacts facts, DateTimeOffset now)
    {
        if (facts.FindGroup(command.Subject) is not { } group)
            return Unknown(command.Subject, facts);
        if (command.Workers.Count == 0)
            return CommandVerdict.Refuse(RefusalKind.Invalid, $"name the workers that may own group '{group.Group}'; unpin ends a pin");
        var pinned = command.Workers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        foreach (var name in pinned)
        {
            if (facts.FindWorker(name) is not { } worker)
                return WorkerCommands.Unknown(name, facts);
            if (!worker.CanServe(group.Group))
                return CommandVerdict.Refuse(RefusalKind.Conflict, $"worker '{name}' cannot serve group '{group.Group}': its repository lacks the models, or there is no room for them; those that can: {Names.List(facts.Workers.Where(w => w.CanServe(group.Group)).Select(w => w.Name), "none")}");
            if (facts.IsHeldBack(name))
                return CommandVerdict.Refuse(RefusalKind.Conflict, $"worker '{name}' is cordoned or drained: uncordon it first");
        }

        var devices = pinned.Sum(w => facts.FindWorker(w)!.Beat.Devices.Count);
        if (facts.Find(DirectiveKind.Rescale, group.Group) is { } rescale && rescale.Devices > devices)
            return CommandVerdict.Refuse(RefusalKind.Conflict, Say($"group '{group.Group}' is to have {rescale.Devices} devices and those workers have {devices}: name more workers, or rescale it first"));
        var leavers = facts.Servers(group.Group, facts.Target).Except(pinned, StringComparer.Ordinal).ToList();
        return new CommandVerdict
        {
            Put = [new Directive(DirectiveKind.Pin, group.Group, now) { By = command.By, Workers = pinned }],
            Effects = [$"{As(command.Subject, group)}only {Names.List(pinned, "")} may own it; it leaves {Names.List(leavers, "nobody")}"],
        };
    }

    public static CommandVerdict Unpin(OperatorCommand command, ClusterFacts facts) =>
        End(command, facts, DirectiveKind.Pin, "is not pinned", "any worker that can serve it may own it");

    public static CommandVerdict Rescale(OperatorCommand command, ClusterFacts facts, DateTimeOffset now)
    {
        if (command.Devices is not { } devices)
            return End(command, facts, DirectiveKind.Rescale, "is not rescaled by hand", "it gets devices as its demand asks for");
        if (facts.FindGroup(command.Subject) is not { } group)
            return Unknown(command.Subject, facts);
        if (devices < 1)
            return CommandVerdict.Refuse(RefusalKind.Invalid, Say($"{devices} devices: at least 1; pause takes a group off all of them"));
        var takers = facts.Takers(group.Group).ToList();
        var there = takers.Sum(t => t.Beat.Devices.Count);
        if (devices > there)
            return CommandVerdict.Refuse(RefusalKind.Conflict, Say($"{devices} devices are more than there are for group '{group.Group}': {there}, on {Names.List(takers.Select(t => t.Name), "no worker")}; start workers, uncordon or unpin some, or ask for fewer"));
        // Whatever the planner chooses, it cannot need fewer owners than the largest workers would.
        var (owners, covered) = (0, 0);
        foreach (var size in takers.Select(t => t.Beat.Devices.Count).OrderDescending().TakeWhile(_ => covered < devices))
            (owners, covered) = (owners + 1, covered + size);
        var isLed = facts.Plan?.ServingGroups.Count > 0;
        if (!isLed && group.Partitions > 0 && owners > group.Partitions)
            return CommandVerdict.Refuse(RefusalKind.Conflict, Say($"{devices} devices need {owners} owners, and topic of group '{group.Group}' has {group.Partitions} partitions, each with one owner: add partitions to the topic, or ask for fewer devices"));
        return new CommandVerdict
        {
            Put = [new Directive(DirectiveKind.Rescale, group.Group, now) { By = command.By, Devices = devices }],
            Effects = [Say($"{As(command.Subject, group)}from {facts.DevicesOf(group.Group, facts.Target)} to {devices} devices, whatever its demand; workers are given whole")],
        };
    }

    private static CommandVerdict End(OperatorCommand command, ClusterFacts facts, DirectiveKind kind, string isNot, string effect)
    {
        // A group that nobody serves any more keeps its directives until somebody ends them.
        var name = facts.Find(kind, command.Subject) is not null ? command.Subject : facts.FindGroup(command.Subject)?.Group;
        if (name is null)
            return Unknown(command.Subject, facts);
        return facts.Find(kind, name) is null
            ? new CommandVerdict { Effects = [$"group {name} {isNot}"] }
            : new CommandVerdict { Withdraw = [(kind, name)], Effects = [$"group {name}: {effect}"] };
    }

    private static CommandVerdict Unknown(string group, ClusterFacts facts) => CommandVerdict.Refuse(
        RefusalKind.NotFound, $"there is no model group or model '{group}'; groups are: {Names.List(facts.Groups.Select(g => g.Group), "none")}");

    /// <summary>Partitions are a group's: what is said of one of its models holds for all of it.</summary>
    private static string As(string subject, GroupFacts group) =>
        subject == group.Group ? $"group {group.Group}: " : $"group {group.Group}, of model {subject} (its models: {Names.List(group.Models, "")}): ";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
