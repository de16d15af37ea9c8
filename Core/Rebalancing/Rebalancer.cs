using static System.FormattableString;

namespace Shepherd.Core.Rebalancing;

/// <summary>
/// From demand to the partitions' owners. First what must be (owners that are there, operators' wishes, work for a worker that has none), then what the load is worth: the planning core's placement and one
/// found by single moves from the running one, whichever wins more over a plan period than its moves cost. Pure and total: same inputs, same result, whatever their order.
/// </summary>
public static class Rebalancer
{
    /// <summary>Plans.</summary>
    /// <param name="problem">What there is.</param>
    /// <param name="options">When a move is worth it; null: the defaults.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message says how.</exception>
    public static RebalancingResult Plan(RebalancingProblem problem, RebalancingOptions? options = null)
    {
        options ??= new RebalancingOptions();
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        var terrain = new Terrain(problem, options);
        var running = Repair.Begin(terrain);
        var refused = Wishes.Apply(terrain, running);
        var (board, reasons) = (running.Clone(), new ReasonBook());
        Repair.Run(board, reasons);
        Repair.SpreadSized(board, reasons);
        Repair.Employ(board, reasons);
        var held = FindMissing(terrain, reasons);
        var (gain, cost) = (0.0, 0.0);
        if (held.Length == 0 && Enumerable.Range(0, terrain.Groups.Count).Any(g => terrain.Demand(g) > 0) && Improve(running, board) is { } better)
        {
            (gain, cost) = ((board.Price() - better.Price()) * options.PeriodS, better.CostFrom(board));
            Explain(board, better, reasons);
            board = better;
        }

        return Result(terrain, board, reasons, refused, held) with { GainDeviceS = gain, CostDeviceS = cost };
    }

    private static string FindMissing(Terrain terrain, ReasonBook reasons)
    {
        var asked = Enumerable.Range(0, terrain.Groups.Count).Where(g => !terrain.Groups[g].IsPaused).ToList();
        if (asked.Where(g => terrain.Groups[g].RateRps is null).Select(g => terrain.Groups[g].Group).ToList() is { Count: > 0 } unmeasured)
            return $"arrivals of {string.Join(", ", unmeasured)} are not measured";
        var costless = asked.Where(g => terrain.Groups[g].RateRps > 0 && !terrain.Costs.IsKnown[g]).Select(g => terrain.Groups[g].Group).ToList();
        if (costless.Count == 0)
            return "";
        if (!asked.Exists(g => terrain.Groups[g].RateRps > 0 && terrain.Costs.IsKnown[g]))
            return $"what a request takes is not known of {string.Join(", ", costless)}";
        reasons.Say($"what a request takes is not known of {string.Join(", ", costless)}: reckoned with what the others take");
        return "";
    }

    /// <summary>The better of the two placements, where it is worth its moves; null: what is stays.</summary>
    private static Board? Improve(Board running, Board board)
    {
        var byMoves = board.Clone();
        Descent.Run(byMoves, (_, _) => true, opens: true);
        if (!MoveOrder.IsPossible(running, byMoves))
        {
            byMoves = board.Clone();
            Descent.Run(byMoves, (_, _) => true, opens: false);
        }

        var best = (Win: 0.0, Board: (Board?)null);
        foreach (var candidate in (Board?[])[byMoves, HerdStart.Find(board)])
        {
            if (candidate is null || !IsRelief(board, candidate) || !MoveOrder.IsPossible(running, candidate))
                continue;
            var options = board.Terrain.Options;
            var win = ((board.Price() - candidate.Price()) * options.PeriodS) - (candidate.CostFrom(board) * options.GainFactor);
            if (win > best.Win)
                best = (win, candidate);
        }

        return best.Board;
    }

    /// <summary>Somebody's load falls by enough to speak of; what is less is noise, or a matter of taste.</summary>
    private static bool IsRelief(Board before, Board after) =>
        before.Terrain.Problem.IsWished || Enumerable.Range(0, before.Terrain.Workers.Count).Any(w => before.Load(w) - after.Load(w) >= before.Terrain.Options.Hysteresis);

    private static void Explain(Board before, Board after, ReasonBook reasons)
    {
        var terrain = before.Terrain;
        for (var group = 0; group < terrain.Groups.Count; group++)
        {
            for (var partition = 0; partition < before.Partitions(group); partition++)
            {
                var (from, to) = (before.Owner(group, partition), after.Owner(group, partition));
                if (from == to || from == Board.None || to == Board.None)
                    continue;
                reasons.Give(group, partition, Invariant($"{terrain.Workers[from].Worker} goes from load {before.Load(from):0.00} to {after.Load(from):0.00}, {terrain.Workers[to].Worker} from {before.Load(to):0.00} to {after.Load(to):0.00}"));
            }
        }
    }

    private static RebalancingResult Result(Terrain terrain, Board board, ReasonBook reasons, List<string> refused, string held)
    {
        var target = new List<PartitionPlace>();
        var moves = new List<PartitionMove>();
        var before = new Dictionary<(string, int), PartitionPlace>();
        foreach (var place in terrain.Problem.Running)
            before[(place.Group, place.Partition)] = place;
        for (var group = 0; group < terrain.Groups.Count; group++)
        {
            var name = terrain.Groups[group].Group;
            for (var partition = 0; partition < board.Partitions(group); partition++)
            {
                var was = before.GetValueOrDefault((name, partition));
                var to = board.Owner(group, partition) is >= 0 and var owner ? terrain.Workers[owner].Worker : "";
                if (to.Length > 0)
                    target.Add(was is not null && was.Worker == to ? was : new PartitionPlace(name, partition, to, terrain.Problem.NowNs));
                if ((was?.Worker ?? "") != to)
                    moves.Add(new PartitionMove(name, partition, was?.Worker ?? "", to, Why(terrain, group, partition, was, to, reasons)));
            }
        }

        return new RebalancingResult(target, moves, Summary.Of(terrain, moves, reasons), refused, held)
        {
            Shares = [.. Enumerable.Range(0, terrain.Workers.Count).Select(w => new WorkerShare(terrain.Workers[w].Worker, board.Load(w), board.Totals[w]))],
        };
    }

    private static string Why(Terrain terrain, int group, int partition, PartitionPlace? was, string to, ReasonBook reasons)
    {
        if (to.Length == 0)
            return terrain.Groups[group].IsPaused ? $"{terrain.Groups[group].Group} is paused" : "nobody can take it";
        var isGone = was is not null && terrain.FindWorker(was.Worker) < 0;
        return isGone ? $"{was!.Worker} is not there any more" : reasons.Find(group, partition) ?? "it had no owner";
    }
}
