namespace Shepherd.Core.Rebalancing;

/// <summary>
/// From a placement to a better one, move by move, each of which wins more over a period than it costs: single partitions to workers that have their models warm, and whole openings of a group on a worker that has
/// to load it, for which others may have to leave.
/// </summary>
internal static class Descent
{
    /// <summary>Openings that are tried start from so many of the most loaded workers and end at so many of the least loaded: the others have less to win.</summary>
    private const int OpeningEnds = 8;

    /// <summary>Less than this in device-seconds is rounding.</summary>
    private const double Negligible = 1e-9;

    /// <summary>Improves the placement until nothing does.</summary>
    /// <param name="board">Changed in place.</param>
    /// <param name="allowed">Whether a group may come to a worker that owns none of it yet.</param>
    /// <param name="opens">Whether groups may be loaded where they are not warm.</param>
    public static void Run(Board board, Func<int, int, bool> allowed, bool opens)
    {
        // Every step lowers the price by more than its cost, so it ends; the bound is for placements that are far off.
        var stepsLeft = 8 * Enumerable.Range(0, board.Terrain.Groups.Count).Sum(board.Partitions);
        while (stepsLeft-- > 0 && (Step(board, allowed, Negligible) || (opens && Open(board, allowed))))
        {
        }
    }

    /// <summary>Moves the one partition that wins the most, from the most loaded worker that has one to move.</summary>
    private static bool Step(Board board, Func<int, int, bool> allowed, double winMin)
    {
        foreach (var from in ByLoad(board).Where(w => board.Totals[w] > 0))
        {
            var best = (Win: winMin, Group: Board.None, Partition: Board.None, To: Board.None);
            for (var group = 0; group < board.Terrain.Groups.Count; group++)
            {
                if (board.Count(group, from) == 0 || board.Terrain.Unit(group, from) <= 0 || FindMovable(board, group, from) is not (>= 0 and var partition))
                    continue;
                for (var to = 0; to < board.Terrain.Workers.Count; to++)
                {
                    if (to == from || !IsServing(board, group, to, allowed))
                        continue;
                    var win = (board.Gain(group, from, to) * board.Terrain.Options.PeriodS) - board.Terrain.MoveCostS(group, from);
                    if (win > best.Win)
                        best = (win, group, partition, to);
                }
            }

            if (best.Group == Board.None)
                continue;
            board.Place(best.Group, best.Partition, best.To);
            return true;
        }

        return false;
    }

    /// <summary>Takes up the opening that wins the most, if any does.</summary>
    private static bool Open(Board board, Func<int, int, bool> allowed)
    {
        var (terrain, order) = (board.Terrain, ByLoad(board));
        var price = board.Price();
        (double Win, Board? Board) best = (Negligible, null);
        var groups = order.Take(OpeningEnds).SelectMany(w => Enumerable.Range(0, terrain.Groups.Count).Where(g => board.Count(g, w) > 0 && terrain.Unit(g, w) > 0)).Distinct().Order().ToList();
        foreach (var to in order.Reverse().Take(OpeningEnds))
        {
            foreach (var group in groups.Where(g => board.Count(g, to) == 0 && allowed(g, to) && terrain.MayGet(g, to) && !(terrain.At(g, to) == Place.Warm && board.HasRoom(g, to))))
            {
                var trial = board.Clone();
                if (!MakeRoom(trial, group, to, allowed) || !Fill(trial, group, to))
                    continue;
                while (Step(trial, (g, w) => allowed(g, w) && trial.Count(g, w) > 0, Negligible))
                {
                }

                var win = ((price - trial.Price()) * terrain.Options.PeriodS) - trial.CostFrom(board);
                if (win > best.Win)
                    best = (win, trial);
            }
        }

        if (best.Board is not { } better)
            return false;
        better.CopyTo(board);
        return true;
    }

    /// <summary>Sends groups away until one more fits, the least loaded first.</summary>
    private static bool MakeRoom(Board board, int group, int worker, Func<int, int, bool> allowed)
    {
        while (!board.HasRoom(group, worker))
        {
            var leaving = Enumerable.Range(0, board.Terrain.Groups.Count).Where(g => board.Count(g, worker) > 0).OrderBy(g => board.Terrain.Unit(g, worker) * board.Count(g, worker)).ThenBy(g => g).ToList();
            if (!leaving.Exists(g => SendAway(board, g, worker, allowed)))
                return false;
        }

        return true;
    }

    private static bool SendAway(Board board, int group, int worker, Func<int, int, bool> allowed)
    {
        var partitions = Enumerable.Range(0, board.Partitions(group)).Where(p => board.Owner(group, p) == worker).ToList();
        if (!partitions.TrueForAll(p => board.Terrain.MayMove(group, p)))
            return false;
        var others = Enumerable.Range(0, board.Terrain.Workers.Count).Where(w => w != worker && IsServing(board, group, w, allowed)).ToList();
        if (others.Count == 0)
            return false;
        foreach (var partition in partitions)
            board.Place(group, partition, others.MinBy(w => (board.Load(w) + (board.Terrain.Unit(group, w) / board.Terrain.Workers[w].Devices), w)));
        return true;
    }

    /// <summary>Brings partitions to a worker that has none of the group as long as the load wins by it.</summary>
    public static bool Fill(Board board, int group, int to)
    {
        for (var moved = 0; ; moved++)
        {
            var best = (Gain: 0.0, Partition: Board.None);
            for (var from = 0; from < board.Terrain.Workers.Count; from++)
            {
                if (from != to && board.Count(group, from) > 0 && board.Gain(group, from, to) is var gain && gain > best.Gain && FindMovable(board, group, from) is >= 0 and var partition)
                    best = (gain, partition);
            }

            if (best.Partition == Board.None)
                return moved > 0;
            board.Place(group, best.Partition, to);
        }
    }

    /// <summary>It serves the group, or does as soon as the plan says so.</summary>
    private static bool IsServing(Board board, int group, int worker, Func<int, int, bool> allowed) =>
        board.Terrain.MayGet(group, worker) && allowed(group, worker) && (board.Count(group, worker) > 0 || (board.Terrain.At(group, worker) == Place.Warm && board.HasRoom(group, worker)));

    private static int FindMovable(Board board, int group, int from)
    {
        for (var partition = board.Partitions(group) - 1; partition >= 0; partition--)
        {
            if (board.Owner(group, partition) == from && board.Terrain.MayMove(group, partition))
                return partition;
        }

        return Board.None;
    }

    private static int[] ByLoad(Board board) => [.. Enumerable.Range(0, board.Terrain.Workers.Count).OrderByDescending(board.Load).ThenBy(w => w)];
}
