using Shepherd.Core.Herd;
using Shepherd.Core.Planning;

namespace Shepherd.Core.Rebalancing;

/// <summary>
/// The planning core's answer as a placement. A worker stands for one device of its planning problem, as quick as all of its devices together: it is what partitions are handed to. HERD says which model
/// groups belong on which workers; within that the partitions go where the load is least, and those that may stay do.
/// </summary>
internal static class HerdStart
{
    /// <summary>Times are whole nanoseconds.</summary>
    private const double NsPerS = 1e9;

    /// <summary>The placement, or null where it cannot be had from here: groups that may not move are in the way.</summary>
    public static Board? Find(Board from)
    {
        var terrain = from.Terrain;
        List<int> workers = [.. Enumerable.Range(0, terrain.Workers.Count).Where(w => terrain.Workers[w] is { IsLeaving: false, IsCordoned: false })];
        List<int> groups = [.. Enumerable.Range(0, terrain.Groups.Count).Where(g => !terrain.Groups[g].IsPaused)];
        if (workers.Count == 0 || groups.Count == 0)
            return null;
        var pools = workers.GroupBy(w => (terrain.Workers[w].Kind, terrain.Workers[w].Devices, terrain.Workers[w].MemoryBytes)).OrderBy(p => p.Key).Select(p => p.ToList()).ToList();
        List<int> devices = [.. pools.SelectMany(p => p)];
        var problem = ToProblem(from, groups, pools);
        // Affinity compares how models batch; one cost per request does not tell, so it parts nobody here.
        var plan = new HerdPlanner(new HerdOptions { AffinityMax = double.PositiveInfinity }).Plan(problem with { Running = Running(from, groups, devices, problem) });
        var homes = new HashSet<(int Group, int Worker)>();
        foreach (var device in plan.Devices)
            homes.UnionWith(device.Lanes.SelectMany(l => l.Models).Select(m => (groups[m.Model], devices[device.Id])));
        return Settle(from, homes);
    }

    private static PlanningProblem ToProblem(Board board, List<int> groups, List<List<int>> pools)
    {
        var terrain = board.Terrain;
        var estimator = new WorkerEstimator(terrain, groups, [.. pools.Select(p => p[0])]);
        return new PlanningProblem(
            [.. groups.Select(g => new PlannedModel(terrain.Groups[g].Group, 1))],
            [.. groups.Select((g, i) => new ModelStream(terrain.Groups[g].Group, i, estimator.EnoughNs(i), terrain.Groups[g].RateRps ?? 0) { Cv = Math.Max(terrain.Groups[g].Cv, 0.01) })],
            [.. pools.Select((p, i) => new DevicePool(new DeviceType($"{terrain.Workers[p[0]].Kind}-{i}", Memory(terrain.Workers[p[0]]), 0), p.Count))],
            estimator);
    }

    private static long Memory(WorkerSupply worker) => worker.MemoryBytes > 0 ? worker.MemoryBytes : long.MaxValue / 4;

    /// <summary>Workers with the same groups are one of HERD's.</summary>
    private static PlacementPlan? Running(Board board, List<int> groups, List<int> devices, PlanningProblem problem)
    {
        var pool = problem.PoolOfDevices();
        var sets = devices.Select((w, id) => (Id: id, Groups: string.Join(',', groups.Select((g, i) => (g, i)).Where(g => board.Count(g.g, w) > 0).Select(g => g.i)))).Where(s => s.Groups.Length > 0).GroupBy(s => s.Groups, StringComparer.Ordinal).ToList();
        if (sets.Count == 0)
            return null;
        var planned = new List<PlannedGroup>();
        var placed = new List<PlannedDevice>();
        foreach (var set in sets)
        {
            List<int> models = [.. set.Key.Split(',').Select(int.Parse)];
            planned.Add(new PlannedGroup([.. models.Select(m => new StreamShare(m, (double)set.Sum(s => board.Count(groups[m], devices[s.Id])) / board.Partitions(groups[m]), 0))], 0));
            placed.AddRange(set.Select(s => new PlannedDevice(s.Id, pool[s.Id], [new PlannedLane(planned.Count - 1, 100, 0, [.. models.Select(m => new LaneModel(m, 1, 1))])])));
        }

        return new PlacementPlan("running", planned, [.. placed.OrderBy(d => d.Id)], [], []);
    }

    private static Board? Settle(Board from, HashSet<(int Group, int Worker)> homes)
    {
        var (board, terrain) = (from.Clone(), from.Terrain);
        var homeless = new List<(int Group, int Partition)>();
        for (var group = 0; group < terrain.Groups.Count; group++)
        {
            for (var partition = 0; partition < board.Partitions(group); partition++)
            {
                var owner = board.Owner(group, partition);
                if (owner == Board.None || homes.Contains((group, owner)) || !terrain.MayMove(group, partition))
                    continue;
                homeless.Add((group, partition));
            }
        }

        foreach (var (group, partition) in homeless)
            board.Place(group, partition, Board.None);
        foreach (var (group, partition) in homeless)
        {
            var able = Enumerable.Range(0, terrain.Workers.Count).Where(w => homes.Contains((group, w)) && terrain.MayGet(group, w) && board.HasRoom(group, w)).ToList();
            if (able.Count == 0)
                return null;
            board.Place(group, partition, able.MinBy(w => (board.Load(w) + (terrain.Unit(group, w) / terrain.Workers[w].Devices), w)));
        }

        foreach (var (group, worker) in homes.Order())
        {
            if (board.Count(group, worker) == 0 && terrain.MayGet(group, worker) && board.HasRoom(group, worker))
                Descent.Fill(board, group, worker);
        }

        Descent.Run(board, (group, worker) => homes.Contains((group, worker)), opens: false);
        return board;
    }

    /// <summary>A request of a group on all devices of a worker, one at a time: what is measured is time of a device for a request, batching already in it.</summary>
    private sealed class WorkerEstimator(Terrain terrain, List<int> groups, List<int> workers) : IResourceEstimator
    {
        public ResourceNeed? Estimate(int model, int pool, int batch) => new ResourceNeed(100, terrain.Groups[groups[model]].ModelBytes, 0, DurationNs(model, pool, batch, 100));

        public long DurationNs(int model, int pool, int batch, double computePercent) =>
            Math.Max(1, (long)Math.Round(terrain.Costs.RequestS(groups[model], workers[pool]) / terrain.Workers[workers[pool]].Devices * batch * NsPerS * 100 / computePercent));

        /// <summary>An SLO that no type misses: whether deadlines can be met is the scheduler's affair, here only time is divided.</summary>
        public long EnoughNs(int model) => 2 * Enumerable.Range(0, workers.Count).Max(p => DurationNs(model, p, 1, 100));
    }
}
