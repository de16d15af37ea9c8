using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>The replicas of the plan that runs, as far as this planner could have made them: lanes of one model.</summary>
internal sealed class RunningReplicas
{
    private readonly UsherNeeds _needs;
    private readonly List<(int Device, Replica Replica)>[] _ofUnit;
    private readonly List<(int Device, Replica Replica, int SharePpm)> _all = [];

    public RunningReplicas(PlanningProblem problem, PlacementPlan running, IReadOnlyList<DemandUnit> units, UsherNeeds needs)
    {
        _needs = needs;
        _ofUnit = [.. units.Select(_ => new List<(int, Replica)>())];
        var unitOf = new DemandUnit?[problem.Streams.Count];
        foreach (var unit in units)
        {
            foreach (var stream in unit.Streams)
                unitOf[stream] = unit;
        }

        var pools = problem.PoolOfDevices();

        // On devices with many lanes first: where fewer replicas are needed, those that stand alone go, and their devices with them.
        foreach (var device in running.Devices.Where(d => d.Id >= 0 && d.Id < pools.Count && pools[d.Id] == d.Pool).OrderByDescending(d => d.Lanes.Count).ThenBy(d => d.Id))
        {
            foreach (var lane in device.Lanes)
            {
                if (ReplicaOf(problem, running, device, lane, unitOf) is { } replica)
                {
                    _ofUnit[replica.Unit.Index].Add((device.Id, replica));
                    _all.Add((device.Id, replica, RunPoint.ToPpm(lane.ComputePercent)));
                }
            }
        }
    }

    /// <summary>Puts all on the board that are right, needed or not: what runs already is the plan that moves nothing.</summary>
    public void KeepAll(PlanDraft draft)
    {
        foreach (var unit in draft.Units)
        {
            foreach (var (device, replica) in _ofUnit[unit.Index])
                TryAdd(draft, device, replica);
        }
    }

    /// <summary>Gives lanes the shares that they run with, where all of the draft is what runs: another share would be another process.</summary>
    /// <returns>Whether it did.</returns>
    public bool TryRestore(PlanDraft draft)
    {
        if (draft.Kept != _all.Count || Enumerable.Range(0, draft.Board.Count).Sum(d => draft.Board.On(d).Count) != draft.Kept)
            return false;
        foreach (var (device, replica, sharePpm) in _all)
        {
            var durationNs = _needs.At(replica.Unit.Model, replica.Point.Pool, sharePpm).Where(p => p.Batch == replica.Point.Batch).Select(p => p.DurationNs).FirstOrDefault();
            var more = replica.Point with { ComputePpm = sharePpm, DurationNs = durationNs };
            if (durationNs == 0 || sharePpm <= replica.Point.ComputePpm || sharePpm - replica.Point.ComputePpm > draft.Board.FreeComputePpm(device))
                continue;
            draft.Remove(device, replica);
            draft.Add(device, replica with { Point = more });
        }

        return true;
    }

    /// <summary>Puts those on the board that are still needed and right: their model fits and their batch keeps the SLO. One that no longer fills runs smaller: that is no reason to move.</summary>
    public void Keep(PlanDraft draft)
    {
        foreach (var unit in draft.Units)
        {
            foreach (var (device, replica) in _ofUnit[unit.Index])
            {
                if (draft.MissingRps(unit.Index) > 0)
                    TryAdd(draft, device, replica);
            }
        }
    }

    /// <summary>Puts the surplus ones back where there is room still, as far as spare devices go.</summary>
    public void KeepSpare(PlanDraft draft, double sigmas, double burst)
    {
        foreach (var unit in draft.Units)
        {
            foreach (var (device, replica) in _ofUnit[unit.Index])
            {
                if (unit.RateRps > 0 && draft.CapacityRps(unit.Index) < burst * unit.PlanRps(sigmas))
                    TryAdd(draft, device, replica);
            }
        }
    }

    private static void TryAdd(PlanDraft draft, int device, Replica replica)
    {
        if (!draft.Board.Takes(device, replica.Unit.Model, replica.Point))
            return;
        draft.Add(device, replica);
        draft.Kept++;
    }

    private Replica? ReplicaOf(PlanningProblem problem, PlacementPlan running, PlannedDevice device, PlannedLane lane, DemandUnit?[] unitOf)
    {
        if (lane.Models.Count != 1 || lane.Group < 0 || lane.Group >= running.Groups.Count || running.Groups[lane.Group].Streams.Count == 0)
            return null;
        var (stream, model) = (running.Groups[lane.Group].Streams[0].Stream, lane.Models[0]);
        if (stream < 0 || stream >= unitOf.Length || unitOf[stream] is not { } unit || unit.Model != model.Model || model.MaxBatch < 1 || model.MaxBatch > problem.Models[model.Model].MaxBatch)
            return null;
        if (problem.Estimator.Estimate(model.Model, device.Pool, model.MaxBatch) is not { } need || need.MemoryBytes > problem.Devices[device.Pool].Type.MemoryBytes)
            return null;

        // What a lane was given beyond its Creq is free again.
        var share = Math.Min(RunPoint.ToPpm(lane.ComputePercent), RunPoint.ToPpm(need.ComputePercent));
        var durationNs = problem.Estimator.DurationNs(model.Model, device.Pool, model.MaxBatch, RunPoint.ToPercent(share));
        if (durationNs is < 1 or > LatencyLimits.MaxNs)
            return null;
        var memoryPpm = (int)Math.Ceiling((double)need.MemoryBytes / problem.Devices[device.Pool].Type.MemoryBytes * RunPoint.WholePpm);
        var point = new RunPoint(device.Pool, model.MaxBatch, share, need.MemoryBytes, memoryPpm, durationNs);
        return _needs.CapacityRps(unit, point) is > 0 and var rps ? new Replica(unit, point, rps) : null;
    }
}
