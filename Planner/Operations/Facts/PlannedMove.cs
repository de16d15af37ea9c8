using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Facts;

/// <summary>A partition on its way to another owner.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Partition">Partition of its request topic.</param>
/// <param name="From">Who has it; empty: nobody.</param>
/// <param name="To">Who is to have it; empty: nobody.</param>
/// <param name="Phase">What is waited for.</param>
internal sealed record PlannedMove(string Group, int Partition, string From, string To, MovePhase Phase)
{
    /// <summary>Every partition whose owner is not yet the one of the target, by group, then partition. Pure.</summary>
    public static IReadOnlyList<PlannedMove> Of(ClusterFacts facts)
    {
        var assigned = Owners(facts.Plan?.Assignments ?? []);
        var target = Owners(facts.Target);
        var held = new SortedDictionary<(string Group, int Partition), string>();
        foreach (var worker in facts.Workers)
        {
            foreach (var key in worker.Beat.Owned.SelectMany(o => o.Partitions.Select(p => (o.Group, p))))
                held.TryAdd(key, worker.Name);
        }

        var moves = new List<PlannedMove>();
        foreach (var key in target.Keys.Union(assigned.Keys).Union(held.Keys).Order())
        {
            var (to, from) = (target.GetValueOrDefault(key, ""), held.GetValueOrDefault(key) ?? assigned.GetValueOrDefault(key, ""));
            if (to == from && assigned.GetValueOrDefault(key, "") == to && held.ContainsKey(key))
                continue;
            moves.Add(new PlannedMove(key.Group, key.Partition, from == to ? "" : from, to, PhaseOf(facts, key.Group, from, to, assigned.GetValueOrDefault(key, ""))));
        }

        return moves;
    }

    private static MovePhase PhaseOf(ClusterFacts facts, string group, string from, string to, string assigned)
    {
        if (to.Length > 0 && to == assigned)
            return MovePhase.Assigning;
        if (to.Length > 0 && facts.FindWorker(to)?.Beat.Groups.Contains(group, StringComparer.Ordinal) != true)
            return MovePhase.Preparing;
        return from.Length > 0 && facts.FindWorker(from) is not null ? MovePhase.Revoking : MovePhase.Assigning;
    }

    /// <summary>The owner of each partition.</summary>
    public static SortedDictionary<(string Group, int Partition), string> Owners(IReadOnlyList<PlanAssignment> assignments)
    {
        var owners = new SortedDictionary<(string Group, int Partition), string>();
        foreach (var (assignment, partition) in assignments.SelectMany(a => a.Partitions.Select(p => (a, p))))
            owners[(assignment.Group, partition)] = assignment.Worker;
        return owners;
    }
}

/// <summary>Steps of a hand-over.</summary>
internal enum MovePhase
{
    /// <summary>The new owner loads and warms the models.</summary>
    Preparing,

    /// <summary>The old owner is to stop, answer, publish and commit.</summary>
    Revoking,

    /// <summary>The new owner is to start.</summary>
    Assigning,
}
