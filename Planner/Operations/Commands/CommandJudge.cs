using Shepherd.Planner.Operations.Facts;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Says what a command comes to, or why it cannot be done. Pure: nothing is moved by it.</summary>
internal static class CommandJudge
{
    public static CommandVerdict Judge(OperatorCommand command, ClusterFacts facts, PlanHistory history, DateTimeOffset now) => command.Verb switch
    {
        OperatorVerb.Drain => WorkerCommands.Drain(command, facts, now),
        OperatorVerb.Cordon => WorkerCommands.Cordon(command, facts, now),
        OperatorVerb.Uncordon => WorkerCommands.Uncordon(command, facts),
        OperatorVerb.Pause => GroupCommands.Pause(command, facts, now),
        OperatorVerb.Resume => GroupCommands.Resume(command, facts),
        OperatorVerb.Pin => GroupCommands.Pin(command, facts, now),
        OperatorVerb.Unpin => GroupCommands.Unpin(command, facts),
        OperatorVerb.Rescale => GroupCommands.Rescale(command, facts, now),
        OperatorVerb.Replan => PlanCommands.Replan(command),
        OperatorVerb.Rollback => PlanCommands.Rollback(command, facts, history),
        _ => CommandVerdict.Refuse(RefusalKind.Invalid, $"no such command: {command.Verb}"),
    };
}
