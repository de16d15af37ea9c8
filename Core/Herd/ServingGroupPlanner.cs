namespace Shepherd.Core.Herd;

/// <summary>
/// Puts workers that have the same models warm and connect alike into serving groups: one of each leads, and the others' devices are scheduled with its own. Groups that stand are kept, so that what is led is not
/// led anew; a lead that is gone is followed by the first of its peers; who serves alone joins the first group with room.
/// </summary>
public static class ServingGroupPlanner
{
    /// <summary>Plans. Pure and total: same inputs, same result.</summary>
    /// <param name="workers">Live workers, in any order.</param>
    /// <param name="running">Groups that stand, the most senior first.</param>
    /// <param name="devicesMax">Devices of a group, at most; a worker with more serves alone.</param>
    /// <returns>Groups of two workers or more; who is in none serves alone.</returns>
    public static IReadOnlyList<WorkerGroup> Plan(IEnumerable<GroupableWorker> workers, IEnumerable<WorkerGroup> running, int devicesMax)
    {
        var alive = new SortedDictionary<string, GroupableWorker>(StringComparer.Ordinal);
        foreach (var worker in workers)
            alive.TryAdd(worker.Name, worker);
        var groups = new List<Forming>();
        var placed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var group in running)
        {
            if (Keep(group, alive, placed, devicesMax) is { } kept)
                groups.Add(kept);
        }

        // Who owns partitions leads rather than follows: nothing has to move then.
        foreach (var worker in alive.Values.Where(w => !placed.Contains(w.Name) && !w.IsLeaving).OrderBy(w => w.HoldsPartitions ? 0 : 1).ThenBy(w => w.Name, StringComparer.Ordinal))
        {
            if (groups.Find(g => !g.Lead.IsLeaving && g.HasRoom(worker, devicesMax)) is { } group)
                group.Peers.Add(worker);
            else
                groups.Add(new Forming(worker));
        }

        return [.. groups.Where(g => g.Peers.Count > 0).Select(g => new WorkerGroup(g.Lead.Name, [.. g.Peers.Select(p => p.Name)]))];
    }

    private static Forming? Keep(WorkerGroup group, SortedDictionary<string, GroupableWorker> alive, SortedSet<string> placed, int devicesMax)
    {
        List<GroupableWorker> peers = [.. group.Peers.Where(alive.ContainsKey).Select(p => alive[p]).Where(p => !p.IsLeaving && !placed.Contains(p.Name))];
        // A lead that leaves still answers what it has taken, on its peers too.
        var lead = alive.TryGetValue(group.Lead, out var standing) && !placed.Contains(group.Lead) && (!standing.IsLeaving || standing.HoldsPartitions) ? standing : peers.FirstOrDefault();
        if (lead is null)
            return null;
        var kept = new Forming(lead);
        placed.Add(lead.Name);
        foreach (var peer in peers)
        {
            if (peer == lead || !kept.HasRoom(peer, devicesMax))
                continue;
            kept.Peers.Add(peer);
            placed.Add(peer.Name);
        }

        if (kept.Peers.Count == 0 && !lead.IsLeaving)
            placed.Remove(lead.Name);
        return kept.Peers.Count == 0 ? null : kept;
    }

    private sealed class Forming(GroupableWorker lead)
    {
        public GroupableWorker Lead => lead;

        public List<GroupableWorker> Peers { get; } = [];

        public bool HasRoom(GroupableWorker worker, int devicesMax) =>
            worker.CanBePeer && worker.UsesTls == lead.UsesTls && lead.Devices + Peers.Sum(p => p.Devices) + worker.Devices <= devicesMax && lead.Groups.Order(StringComparer.Ordinal).SequenceEqual(worker.Groups.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}

/// <summary>A worker as a serving group sees it.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Devices">How many.</param>
/// <param name="Groups">Model groups whose models are all warm on all of its devices.</param>
/// <param name="CanBePeer">A lead can reach it.</param>
/// <param name="IsLeaving">It answers what it has, and takes nothing new.</param>
/// <param name="HoldsPartitions">It consumes partitions, or drains them.</param>
public sealed record GroupableWorker(string Name, int Devices, IReadOnlyList<string> Groups, bool CanBePeer, bool IsLeaving, bool HoldsPartitions)
{
    /// <summary>Its connections to other workers are TLS. A group has workers of one kind: the others would not understand each other. Default false.</summary>
    public bool UsesTls { get; init; }
}

/// <summary>A serving group by names.</summary>
/// <param name="Lead">Who owns the partitions and schedules.</param>
/// <param name="Peers">Whose devices it schedules too.</param>
public sealed record WorkerGroup(string Lead, IReadOnlyList<string> Peers);
