using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>
/// Gives lanes what their devices have left once all is placed: compute beyond Creq, and larger batches where time and memory allow. Creq is where more gains little, not nothing, and a
/// batch that seldom fills costs nothing while it does not: it is for bursts. Replicas of a unit that are alike grow alike, so that they stay one serving group. USHER has no such step.
/// </summary>
internal sealed class LaneGrowth(PlanDraft draft, UsherNeeds needs)
{
    /// <summary>Growth of one turn, so that lanes of a device share what is left.</summary>
    private const int StepPpm = RunPoint.WholePpm / 20;

    /// <summary>As many turns as steps make a device.</summary>
    private const int TurnsMax = RunPoint.WholePpm / StepPpm;

    /// <summary>Growth below this part is not worth a lane of another kind.</summary>
    private const double GainMin = 0.001;

    public void Run()
    {
        var kinds = Kinds();
        for (var turn = 0; turn < TurnsMax; turn++)
        {
            var hasGrown = false;
            foreach (var kind in kinds.OrderBy(k => draft.CapacityRps(k.Unit.Index) / draft.PlanRps[k.Unit.Index]).ThenBy(k => k.Unit.Index).ThenBy(k => k.Devices[0]).ToArray())
                hasGrown |= Grow(kind);
            if (!hasGrown)
                return;
        }
    }

    private List<Kind> Kinds()
    {
        var (kinds, of) = (new List<Kind>(), new Dictionary<(int Unit, RunPoint Point), Kind>());
        for (var device = 0; device < draft.Board.Count; device++)
        {
            foreach (var replica in draft.Board.On(device))
            {
                if (!of.TryGetValue((replica.Unit.Index, replica.Point), out var kind))
                {
                    of.Add((replica.Unit.Index, replica.Point), kind = new Kind(replica.Unit, replica.Point));
                    kinds.Add(kind);
                }

                kind.Devices.Add(device);
            }
        }

        return kinds;
    }

    private bool Grow(Kind kind)
    {
        var (compute, bytes) = (kind.Devices.Min(draft.Board.FreeComputePpm), kind.Devices.Min(draft.Board.FreeBytes));
        var share = kind.Point.ComputePpm + Math.Min(StepPpm, compute);
        var slowdown = kind.Devices.Any(d => draft.Board.On(d).Count > 1) ? needs.NeighbourSlowdown : 1;
        var (best, rps) = (kind.Point, kind.Point.CapacityRps(kind.Unit.SloNs, slowdown) * (1 + GainMin));
        foreach (var point in needs.At(kind.Unit.Model, kind.Point.Pool, share))
        {
            if (point.Batch >= kind.Point.Batch && point.MemoryBytes <= kind.Point.MemoryBytes + bytes && point.CapacityRps(kind.Unit.SloNs, slowdown) is var more && more > rps)
                (best, rps) = (point, more);
        }

        if (best == kind.Point)
            return false;
        foreach (var device in kind.Devices)
        {
            var old = draft.Board.On(device).First(r => r.Unit == kind.Unit && r.Point == kind.Point);
            draft.Remove(device, old);
            draft.Add(device, new Replica(kind.Unit, best, rps));
        }

        kind.Point = best;
        return true;
    }

    /// <summary>Replicas of a unit that are alike.</summary>
    private sealed class Kind(DemandUnit unit, RunPoint point)
    {
        public DemandUnit Unit { get; } = unit;

        public RunPoint Point { get; set; } = point;

        public List<int> Devices { get; } = [];
    }
}
