using Shepherd.Core.HandOver;
using Shepherd.Core.Herd;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Targets;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>Puts the next plan together from target, hand-over and directives. Pure.</summary>
internal static class PlanStep
{
    /// <summary>The next plan, or null when the running one says all there is to say.</summary>
    /// <param name="running">The plan in force; null before the first.</param>
    /// <param name="term">The term that the planner leads in.</param>
    /// <param name="target">A new target; null: the running one stands.</param>
    /// <param name="step">The hand-over towards it.</param>
    /// <param name="directives">In force.</param>
    public static NextPlan? Next(PlanRecord? running, long term, TargetPlan? target, HandOverStep step, IReadOnlyList<Directive> directives)
    {
        var reasons = new List<string>();
        if (running is not null && running.Epoch.Term != term)
            reasons.Add("a new planner leads");
        if (target is not null)
            reasons.Add(target.Reason);
        if (!(running?.Directives ?? []).SequenceEqual(directives, DirectiveEquality.Instance))
            reasons.Add("an operator's wish");
        if (step.IsPlanNeeded)
            reasons.Add(StepReason.Explain(running?.Assignments ?? [], step));
        if (reasons.Count == 0)
            return null;
        return new NextPlan(
            Assignments.Group(step.Assigned.Select(a => new Ownership(a.Value, a.Key.Group, a.Key.Number))),
            target?.Target ?? (running is { HasTarget: true } ? running.Target : null),
            target?.ServingGroups ?? running?.ServingGroups ?? [],
            directives,
            string.Join("; ", reasons.Where(r => r.Length > 0)));
    }

    /// <summary>The target as the hand-over takes it; null: what is assigned stays.</summary>
    public static IReadOnlyDictionary<GroupPartition, string>? ToMap(TargetPlan? target, PlanRecord? running) =>
        target is not null ? ToOwners(target.Target) : running is { HasTarget: true } ? ToOwners(running.Target) : null;

    /// <summary>Owner of each partition.</summary>
    public static SortedDictionary<GroupPartition, string> ToOwners(IEnumerable<PlanAssignment> assignments)
    {
        var owners = new SortedDictionary<GroupPartition, string>();
        foreach (var assignment in assignments)
        {
            // A partition that is named twice is the first's: whoever wrote that is mended by the next plan.
            foreach (var partition in assignment.Partitions)
                owners.TryAdd(new GroupPartition(assignment.Group, partition), assignment.Worker);
        }

        return owners;
    }
}
