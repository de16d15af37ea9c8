using Shepherd.Planner.Http.Replies;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Commands on one worker. Pure.</summary>
internal static class WorkerCommands
{
    public static CommandVerdict Drain(OperatorCommand command, ClusterFacts facts, DateTimeOffset now)
    {
        if (facts.FindWorker(command.Subject) is not { } worker)
            return Unknown(command.Subject, facts);
        var held = facts.HeldBy(worker.Name);
        var stranded = held.Select(h => h.Group).Where(g => facts.Find(DirectiveKind.Pause, g) is null && !facts.Takers(g).Any(t => t.Name != worker.Name)).ToList();
        if (stranded.Count > 0)
        {
            return CommandVerdict.Refuse(
                RefusalKind.Conflict,
                $"nobody else can take {Plural("group", stranded)} {Names.List(stranded, "")} of worker '{worker.Name}': start a worker that serves it, uncordon or unpin one, or pause the group first");
        }

        return new CommandVerdict
        {
            Put = [new Directive(DirectiveKind.Drain, worker.Name, now) { By = command.By }],
            // A drain holds back what comes, too.
            Withdraw = [(DirectiveKind.Cordon, worker.Name)],
            Effects = [.. held.Select(h => $"partitions {PartitionRanges.Of(h.Partitions)} of group {h.Group} leave {worker.Name}, for {Names.List(facts.Takers(h.Group).Where(t => t.Name != worker.Name).Select(t => t.Name), "nobody while it is paused")}"), $"{worker.Name} gets nothing more until it is uncordoned"],
        };
    }

    public static CommandVerdict Cordon(OperatorCommand command, ClusterFacts facts, DateTimeOffset now)
    {
        if (facts.FindWorker(command.Subject) is not { } worker)
            return Unknown(command.Subject, facts);
        if (facts.Find(DirectiveKind.Drain, worker.Name) is not null)
            return new CommandVerdict { Effects = [$"{worker.Name} is drained, which holds it back already; uncordon ends that"] };
        return new CommandVerdict
        {
            Put = [new Directive(DirectiveKind.Cordon, worker.Name, now) { By = command.By }],
            Effects = [$"{worker.Name} keeps {Held(facts, worker.Name)}, and gets nothing more until it is uncordoned"],
        };
    }

    public static CommandVerdict Uncordon(OperatorCommand command, ClusterFacts facts)
    {
        var worker = command.Subject;
        // A worker that is away for a while can be let in again before it comes back.
        if (!facts.IsHeldBack(worker))
            return facts.FindWorker(worker) is null ? Unknown(worker, facts) : new CommandVerdict { Effects = [$"{worker} is neither cordoned nor drained"] };
        return new CommandVerdict { Withdraw = [(DirectiveKind.Cordon, worker), (DirectiveKind.Drain, worker)], Effects = [$"{worker} may get partitions again"] };
    }

    public static CommandVerdict Unknown(string worker, ClusterFacts facts) => CommandVerdict.Refuse(
        RefusalKind.NotFound, $"there is no live worker '{worker}'; there are: {Names.List(facts.Workers.Select(w => w.Name), "none")}");

    private static string Held(ClusterFacts facts, string worker) =>
        Names.List(facts.HeldBy(worker).Select(h => $"partitions {PartitionRanges.Of(h.Partitions)} of group {h.Group}"), "nothing, as it has nothing");

    private static string Plural(string word, List<string> of) => of.Count == 1 ? word : word + "s";
}
