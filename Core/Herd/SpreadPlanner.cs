namespace Shepherd.Core.Herd;

/// <summary>
/// Spreads the request partitions of every model group evenly over the workers that serve it, moving as few as it can: what the cluster is to become. How it gets there is the hand-over's affair.
/// </summary>
public static class SpreadPlanner
{
    /// <summary>Plans. Pure and total: same inputs, same result, whatever their order.</summary>
    /// <param name="groups">Model groups with the number of partitions of their request topics.</param>
    /// <param name="workers">Live workers that may own partitions.</param>
    /// <param name="holders">Who owns or is to own each partition so far: it stays where that is even.</param>
    /// <returns>Ordered by group, then partition.</returns>
    public static IReadOnlyList<Ownership> Target(IEnumerable<GroupPartitions> groups, IEnumerable<WorkerOffer> workers, IEnumerable<Ownership> holders)
    {
        var offers = workers.OrderBy(w => w.Worker, StringComparer.Ordinal).ToList();
        var held = new SortedDictionary<(string, int), string>();
        foreach (var holder in holders.OrderBy(h => h.Worker, StringComparer.Ordinal))
            held.TryAdd((holder.Group, holder.Partition), holder.Worker);
        var plan = new List<Ownership>();
        foreach (var group in groups.OrderBy(g => g.Group, StringComparer.Ordinal))
        {
            var candidates = offers.Where(w => w.Groups.Contains(group.Group, StringComparer.Ordinal)).Select(w => w.Worker).ToList();
            if (candidates.Count == 0 && (Home(group.Group, offers, w => w.ColdGroups, held, plan) ?? Home(group.Group, offers, w => w.RefusedGroups, held, plan)) is { } home)
                candidates.Add(home);
            if (candidates.Count > 0)
                SpreadGroup(group, candidates, held, plan);
        }

        return plan;
    }

    /// <summary>
    /// The one worker that is to load a group that nobody has warm, or to say why it cannot: who holds some of it, so that it stays while it loads, else who has the fewest groups, so that memory fills evenly. More are
    /// no help before it is known what the group needs.
    /// </summary>
    private static string? Home(
        string group, List<WorkerOffer> offers, Func<WorkerOffer, IReadOnlyList<string>> offered, SortedDictionary<(string Group, int Partition), string> held, List<Ownership> plan)
    {
        var cold = offers.Where(w => offered(w).Contains(group, StringComparer.Ordinal)).Select(w => w.Worker).ToList();
        int Holds(string worker) => held.Count(h => h.Key.Group == group && h.Value == worker);
        int Groups(string worker) => plan.Where(o => o.Worker == worker).Select(o => o.Group).Distinct(StringComparer.Ordinal).Count();
        return cold.OrderByDescending(Holds).ThenBy(Groups).ThenBy(w => w, StringComparer.Ordinal).FirstOrDefault();
    }

    private static void SpreadGroup(
        GroupPartitions group,
        List<string> candidates,
        SortedDictionary<(string Group, int Partition), string> held,
        List<Ownership> plan)
    {
        var share = group.Partitions / candidates.Count;
        var larger = group.Partitions % candidates.Count;
        var owned = candidates.ToDictionary(w => w, _ => 0, StringComparer.Ordinal);
        var keep = new SortedDictionary<int, string>();
        var moving = new List<int>();
        for (var partition = 0; partition < group.Partitions; partition++)
        {
            var holder = held.GetValueOrDefault((group.Group, partition));
            if (holder is not null && owned.TryGetValue(holder, out var count) && (count < share || (count == share && larger > 0)))
            {
                larger -= count == share ? 1 : 0;
                owned[holder]++;
                keep.Add(partition, holder);
            }
            else
            {
                moving.Add(partition);
            }
        }

        foreach (var partition in moving)
        {
            var least = candidates.MinBy(w => owned[w])!;
            owned[least]++;
            keep.Add(partition, least);
        }

        plan.AddRange(keep.Select(k => new Ownership(k.Value, group.Group, k.Key)));
    }
}
