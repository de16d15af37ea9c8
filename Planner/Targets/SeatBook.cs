using Shepherd.Core.Rebalancing;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Targets;

/// <summary>Since when each partition is to be whose, for the dwell.</summary>
internal sealed class SeatBook
{
    private readonly SortedDictionary<(string Group, int Partition), PartitionPlace> _seats = [];

    /// <summary>What a plan wants, with the instants since when: of what is news the plan's age.</summary>
    public IReadOnlyList<PartitionPlace> Follow(PlanRecord? plan, long nowNs, long planAgeNs)
    {
        var wanted = Assignments.Wanted(plan).SelectMany(a => a.Partitions.Select(p => (a.Group, Partition: p, a.Worker))).DistinctBy(s => (s.Group, s.Partition)).ToList();
        foreach (var (group, partition, worker) in wanted)
        {
            if (!_seats.TryGetValue((group, partition), out var seat) || seat.Worker != worker)
                _seats[(group, partition)] = new PartitionPlace(group, partition, worker, nowNs - Math.Max(0, planAgeNs));
        }

        var kept = wanted.Select(s => (s.Group, s.Partition)).ToHashSet();
        foreach (var gone in _seats.Keys.Where(k => !kept.Contains(k)).ToList())
            _seats.Remove(gone);
        return [.. _seats.Values];
    }
}
