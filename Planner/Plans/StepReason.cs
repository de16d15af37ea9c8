using Shepherd.Core.HandOver;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>What a plan moves, for people: who gives up and who gets how many partitions of which group.</summary>
internal static class StepReason
{
    public static string Explain(IReadOnlyList<PlanAssignment> running, HandOverStep step)
    {
        var before = PlanStep.ToOwners(running);
        var taken = before.Where(b => step.Assigned.GetValueOrDefault(b.Key) != b.Value).GroupBy(b => (b.Key.Group, Worker: b.Value)).Select(g => $"{g.Key.Worker} gives up {g.Count()} of {g.Key.Group}");
        var given = step.Assigned.Where(a => before.GetValueOrDefault(a.Key) != a.Value).GroupBy(a => (a.Key.Group, Worker: a.Value)).Select(g => $"{g.Key.Worker} gets {g.Count()} of {g.Key.Group}");
        var renewed = step.Phases.Where(p => p.Reason == HandOverReason.Renewed).GroupBy(p => p.From).Select(g => $"{g.Key} goes on with {g.Count()} after its lease had lapsed");
        return string.Join(", ", taken.Concat(given).Concat(renewed));
    }
}
