namespace Shepherd.Core.Rebalancing;

/// <summary>What has to be whatever the load: every partition of a group that is not paused has an owner that may have it, and a worker that is there takes part.</summary>
internal static class Repair
{
    /// <summary>The running placement, less what its owners may not keep.</summary>
    public static Board Begin(Terrain terrain)
    {
        var board = new Board(terrain);
        foreach (var place in terrain.Problem.Running)
        {
            var (group, worker) = (terrain.FindGroup(place.Group), terrain.FindWorker(place.Worker));
            if (group < 0 || worker < 0 || place.Partition < 0 || place.Partition >= board.Partitions(group) || terrain.Groups[group].IsPaused)
                continue;
            board.Place(group, place.Partition, worker);
            terrain.SetSince(group, place.Partition, place.SinceNs);
        }

        return board;
    }

    /// <summary>Gives away what is nobody's, or may not stay where it is. What nobody else can have stays.</summary>
    public static void Run(Board board, ReasonBook reasons)
    {
        for (var group = 0; group < board.Terrain.Groups.Count; group++)
        {
            if (!board.Terrain.Groups[group].IsPaused)
                Run(board, group, reasons);
        }
    }

    /// <summary>A worker that owns nothing gets its share of what it has warm: of a small load too, which would not pay for the moves, for the bursts to come.</summary>
    public static void Employ(Board board, ReasonBook reasons)
    {
        var terrain = board.Terrain;
        foreach (var worker in Enumerable.Range(0, terrain.Workers.Count).Where(w => board.Totals[w] == 0))
        {
            for (var group = 0; group < terrain.Groups.Count; group++)
            {
                if (terrain.At(group, worker) == Place.Warm && terrain.MayGet(group, worker) && board.HasRoom(group, worker) && !terrain.IsFrozen[group] && !terrain.Groups[group].IsPaused)
                    Share(board, group, worker, reasons);
            }
        }
    }

    /// <summary>A group that is to have so many devices is spread over them, by their number.</summary>
    public static void SpreadSized(Board board, ReasonBook reasons)
    {
        var terrain = board.Terrain;
        foreach (var group in Enumerable.Range(0, terrain.Groups.Count).Where(g => terrain.IsSized[g] && !terrain.Groups[g].IsPaused))
        {
            var owners = Enumerable.Range(0, terrain.Workers.Count).Where(w => terrain.MayKeep(group, w) && (board.Count(group, w) > 0 || !terrain.Workers[w].IsCordoned)).ToList();
            double Part(int worker, int more) => (double)(board.Count(group, worker) + more) / terrain.Workers[worker].Devices;
            while (owners.Count > 1 && (owners.MaxBy(w => Part(w, 0)), owners.Where(w => terrain.MayGet(group, w)).DefaultIfEmpty(owners[0]).MinBy(w => Part(w, 1))) is var (most, least) && most != least && Part(most, 0) > Part(least, 1))
            {
                var partition = Enumerable.Range(0, board.Partitions(group)).Last(p => board.Owner(group, p) == most);
                board.Place(group, partition, least);
                reasons.Give(group, partition, $"{terrain.Groups[group].Group} is to have {owners.Sum(w => terrain.Workers[w].Devices)} devices");
            }
        }
    }

    private static void Share(Board board, int group, int worker, ReasonBook reasons)
    {
        var terrain = board.Terrain;
        var owners = Enumerable.Range(0, terrain.Workers.Count).Where(w => board.Count(group, w) > 0 || w == worker).ToList();
        var share = board.Partitions(group) * terrain.Workers[worker].Devices / owners.Sum(w => terrain.Workers[w].Devices);
        for (var i = 0; i < share; i++)
        {
            var from = owners.Where(w => w != worker).MaxBy(w => (double)board.Count(group, w) / terrain.Workers[w].Devices);
            var partition = Enumerable.Range(0, board.Partitions(group)).LastOrDefault(p => board.Owner(group, p) == from, Board.None);
            if (partition == Board.None)
                return;
            board.Place(group, partition, worker);
            reasons.Give(group, partition, $"{terrain.Workers[worker].Worker} has its models warm and owns nothing yet");
        }
    }

    private static void Run(Board board, int group, ReasonBook reasons)
    {
        var terrain = board.Terrain;
        var homeless = Enumerable.Range(0, board.Partitions(group)).Where(p => board.Owner(group, p) is var owner && (owner == Board.None || !Stays(terrain, group, owner))).ToList();
        if (homeless.Count == 0)
            return;
        var candidates = Candidates(board, group);
        foreach (var partition in homeless)
        {
            var before = board.Owner(group, partition);
            if (candidates.Count == 0)
            {
                if (before != Board.None)
                    reasons.Say($"{terrain.Groups[group].Group} stays with {terrain.Workers[before].Worker}: nobody else can take it");
                continue;
            }

            board.Place(group, partition, Board.None);
            var to = candidates.MinBy(w => (After(board, group, w), (double)board.Totals[w] / terrain.Workers[w].Devices, w));
            if (terrain.At(group, to) < Place.Swap && before != Board.None && terrain.At(group, before) != Place.Never && !terrain.Workers[before].IsLeaving)
                to = before;
            board.Place(group, partition, to);
            reasons.Give(group, partition, Why(terrain, group, before));
        }
    }

    /// <summary>With the partition: by load where requests come, else by how many of the group it has.</summary>
    private static double After(Board board, int group, int worker)
    {
        var devices = board.Terrain.Workers[worker].Devices;
        return board.Terrain.Unit(group, worker) > 0 ? board.Load(worker) + (board.Terrain.Unit(group, worker) / devices) : (double)board.Count(group, worker) / devices;
    }

    private static bool Stays(Terrain terrain, int group, int worker) => terrain.IsFrozen[group] ? !terrain.Workers[worker].IsLeaving : terrain.MayKeep(group, worker);

    /// <summary>Who has it warm; else the one worker that is to load it, since more are no help before it is known what it needs; else the one that says why it cannot.</summary>
    private static List<int> Candidates(Board board, int group)
    {
        var terrain = board.Terrain;
        var may = Enumerable.Range(0, terrain.Workers.Count).Where(w => terrain.MayGet(group, w) || (board.Count(group, w) > 0 && terrain.MayKeep(group, w))).ToList();
        var warm = may.Where(w => terrain.At(group, w) == Place.Warm && board.HasRoom(group, w)).ToList();
        if (warm.Count > 0)
            return warm;
        int Held(int worker) => terrain.Problem.Running.Count(p => p.Group == terrain.Groups[group].Group && p.Worker == terrain.Workers[worker].Worker);
        int Groups(int worker) => Enumerable.Range(0, terrain.Groups.Count).Count(g => board.Count(g, worker) > 0);
        foreach (var place in (Place[])[Place.Warm, Place.Cold, Place.Swap])
        {
            var able = may.Where(w => terrain.At(group, w) == place).OrderByDescending(Held).ThenBy(w => board.HasRoom(group, w) ? 0 : 1).ThenBy(Groups).ThenBy(w => w).ToList();
            if (able.Count > 0)
                return [able[0]];
        }

        return [.. Enumerable.Range(0, terrain.Workers.Count).Where(w => terrain.At(group, w) == Place.Refused && !terrain.Workers[w].IsLeaving && !terrain.Workers[w].IsCordoned)
            .OrderByDescending(Held).ThenBy(Groups).ThenBy(w => w).Take(1)];
    }

    private static string Why(Terrain terrain, int group, int before)
    {
        if (before == Board.None)
            return "it had no owner";
        var name = terrain.Workers[before].Worker;
        if (terrain.Workers[before].IsLeaving)
            return $"{name} gives up what it has";
        return terrain.At(group, before) == Place.Refused ? $"{name} cannot load its models" : $"{name} is not to own {terrain.Groups[group].Group}";
    }
}
