using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Planning.Rivals;

/// <summary>ParvaGPU's allocator.</summary>
internal sealed class ParvaAttempt(RivalProblem rival) : IRivalAttempt
{
    /// <summary>Segments at or below this size fill gaps.</summary>
    private const int SmallMax = 2;

    private readonly SegmentTable _segments = new(rival);
    private readonly IReadOnlyList<int> _pools = rival.Problem.PoolOfDevices();

    public RivalDraft Attempt(IReadOnlyList<double> rates, bool byEfficiency)
    {
        var board = new SegmentBoard(_pools);
        var (left, draft) = (rates.ToArray(), new RivalDraft());

        // Where the preferred type runs out, the rest comes again with the next one.
        for (var choice = 0; choice < rival.Problem.Devices.Count; choice++)
        {
            var demand = Enumerable.Range(0, left.Length).Where(u => left[u] > 0).SelectMany(u => Configure(u, left[u], choice)).ToList();
            var order = byEfficiency
                ? demand.OrderByDescending(s => s.Rps / s.Slices).ThenByDescending(s => s.Slices).ThenBy(s => s.Unit)
                : demand.OrderByDescending(s => s.Slices).ThenBy(s => s.Unit);
            foreach (var segment in order)
            {
                if (board.FirstFit(segment) is not { } device)
                    continue;
                board.Add(device, segment);
                left[segment.Unit] = Math.Max(0, left[segment.Unit] - segment.Rps);
            }
        }

        if (rival.Problem.Objective == PlanObjective.Cost)
            Relocate(board);
        draft.IsComplete = left.All(l => l <= 0);
        for (var device = 0; device < _pools.Count; device++)
        {
            foreach (var segment in board.On(device))
            {
                var unit = rival.Units[segment.Unit];
                for (var i = 0; i < segment.Processes; i++)
                    draft.Lanes.Add(new PlacedLane(device, segment.ProcessPpm, [new LaneModel(unit.Model, segment.Batch, segment.DurationNs)], [new UnitCapacity(unit, segment.Rps / segment.Processes)]));
                draft.Notes.TryAdd(unit.Index, FormattableString.Invariant(
                    $"{segment.Slices} of 7 slices of a {rival.Problem.Devices[segment.Pool].Type.Name}, {Counted.Of(segment.Processes, "process", "processes")}, batch {segment.Batch} in {segment.DurationNs / 1e6:0.###} ms: {segment.Rps / segment.Slices:0.#} requests/s a slice, the most of all sizes or the smallest for the rest"));
            }
        }

        return draft;
    }

    public string WhyUnplaced(DemandUnit unit) => "no device has slices left for a segment of it that keeps its SLO; add devices";

    /// <summary>As many of the best segment as the rate fills, and the smallest for the rest.</summary>
    private List<Segment> Configure(int unit, double rps, int choice)
    {
        var found = new List<Segment>();
        var pools = Enumerable.Range(0, rival.Problem.Devices.Count).Where(p => _segments.Of(unit, p).Any()).OrderBy(p => _segments.Of(unit, p).Min(s => Cost(s, rps))).ThenBy(p => p).ToArray();
        if (choice >= pools.Length)
            return found;
        var sizes = _segments.Of(unit, pools[choice]).ToList();
        var best = sizes.OrderByDescending(s => s.Rps / s.Slices).ThenBy(s => s.Slices).First();

        // No more than there are places for, whatever the rate.
        var most = (long)rival.Problem.Devices[best.Pool].Count * (Segment.SlicesPerDevice / best.Slices);
        for (; rps >= best.Rps && found.Count < most; rps -= best.Rps)
            found.Add(best);
        if (rps > 1e-9 && found.Count < most)
            found.Add(sizes.FirstOrDefault(s => s.Rps >= rps) ?? best);
        return found;
    }

    /// <summary>Cost of what a segment is for, per request.</summary>
    private double Cost(Segment segment, double rps) => rival.PoolCost[segment.Pool] * segment.Slices / Math.Min(rps, segment.Rps);

    /// <summary>Empties devices into the gaps of others, the least used first; segments may be cut into small ones.</summary>
    private void Relocate(SegmentBoard board)
    {
        foreach (var device in Enumerable.Range(0, _pools.Count).Where(d => board.On(d).Count > 0 && board.FreeSlices(d) > 0).OrderByDescending(board.FreeSlices).ThenByDescending(d => d).ToArray())
        {
            var (segments, added) = (board.On(device).ToArray(), new List<(int Device, Segment Segment)>());
            foreach (var segment in segments)
                board.Remove(device, segment);
            if (segments.All(s => TryPlace(board, device, s, added) || TryCut(board, device, s, added)))
                continue;
            foreach (var (at, segment) in added)
                board.Remove(at, segment);
            foreach (var segment in segments)
                board.Add(device, segment);
        }
    }

    private static bool TryPlace(SegmentBoard board, int except, Segment segment, List<(int Device, Segment Segment)> added)
    {
        if (board.FirstFit(segment, except, onlyOpen: true) is not { } device)
            return false;
        board.Add(device, segment);
        added.Add((device, segment));
        return true;
    }

    private bool TryCut(SegmentBoard board, int except, Segment segment, List<(int Device, Segment Segment)> added)
    {
        if (segment.Slices <= SmallMax)
            return false;
        var small = _segments.Of(segment.Unit, segment.Pool).Where(s => s.Slices <= SmallMax).OrderByDescending(s => s.Slices).ToList();
        for (var rps = segment.Rps; rps > 1e-9;)
        {
            if (small.FirstOrDefault(s => TryPlace(board, except, s, added)) is not { } placed)
                return false;
            rps -= placed.Rps;
        }

        return true;
    }
}
