using Shepherd.Core.Profiles;

namespace Shepherd.Core.Planning;

/// <summary>What every plan must hold, whoever made it: shares sum to at most 100 %, memory fits, groups have lanes alike, no stream is lost.</summary>
public static class PlacementCheck
{
    /// <summary>Rounding of sums of percent and of shares.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Says what is wrong with a plan, or null.</summary>
    public static string? FindFault(PlanningProblem problem, PlacementPlan plan)
    {
        var pools = problem.PoolOfDevices();
        var laneOf = new PlannedLane?[plan.Groups.Count];
        var poolOf = new int[plan.Groups.Count];
        var devicesOf = new int[plan.Groups.Count];
        var last = -1;
        foreach (var device in plan.Devices)
        {
            if (device.Id <= last || device.Id >= pools.Count || pools[device.Id] != device.Pool)
                return $"device {device.Id}: not in ascending order, not there, or not of pool {device.Pool}";
            last = device.Id;
            if (FindFault(problem, device) is { } fault)
                return $"device {device.Id}: {fault}";
            foreach (var lane in device.Lanes)
            {
                if (lane.Group < 0 || lane.Group >= plan.Groups.Count)
                    return $"device {device.Id}: there is no group {lane.Group}";
                if (laneOf[lane.Group] is { } other && (poolOf[lane.Group] != device.Pool || other.ComputePercent != lane.ComputePercent || !other.Models.SequenceEqual(lane.Models)))
                    return $"group {lane.Group}: its lanes are not alike (device {device.Id})";
                (laneOf[lane.Group], poolOf[lane.Group]) = (lane, device.Pool);
            }

            foreach (var group in device.Lanes.Select(l => l.Group).Distinct())
                devicesOf[group]++;
        }

        return FindGroupFault(problem, plan, laneOf, devicesOf) ?? FindStreamFault(problem, plan);
    }

    /// <summary>Memory of a lane: the weights of all its models, and the most that one running batch needs.</summary>
    public static long LaneBytes(PlanningProblem problem, int pool, IEnumerable<LaneModel> models)
    {
        var (weights, work) = (0L, 0L);
        foreach (var model in models)
        {
            var need = problem.Estimator.Estimate(model.Model, pool, model.MaxBatch) ?? throw new ArgumentException($"model {model.Model} does not run on pool {pool}", nameof(models));
            weights += need.WeightBytes;
            work = Math.Max(work, need.WorkBytes);
        }

        return weights + work;
    }

    private static string? FindFault(PlanningProblem problem, PlannedDevice device)
    {
        var memory = problem.Devices[device.Pool].Type.MemoryBytes;
        if (device.Lanes.Sum(l => l.ComputePercent) > 100 + Tolerance)
            return $"its lanes have {device.Lanes.Sum(l => l.ComputePercent)} % of its compute";
        if (device.Lanes.Sum(l => l.MemoryBytes) > memory)
            return $"its lanes take {device.Lanes.Sum(l => l.MemoryBytes)} of {memory} bytes";
        foreach (var lane in device.Lanes)
        {
            if (lane.ComputePercent <= 0 || lane.Models.Count == 0)
                return "a lane has no compute or no model";
            foreach (var model in lane.Models)
            {
                if (model.MaxBatch < 1 || model.MaxBatch > problem.Models[model.Model].MaxBatch || model.DurationNs is < 1 or > LatencyLimits.MaxNs)
                    return $"model '{problem.Models[model.Model].Name}': batch {model.MaxBatch} in {model.DurationNs} ns";
            }

            if (lane.MemoryBytes < LaneBytes(problem, device.Pool, lane.Models))
                return $"a lane has {lane.MemoryBytes} bytes, too few for its models";
        }

        return null;
    }

    private static string? FindGroupFault(PlanningProblem problem, PlacementPlan plan, PlannedLane?[] laneOf, int[] devicesOf)
    {
        for (var group = 0; group < plan.Groups.Count; group++)
        {
            if (laneOf[group] is not { } lane)
                return $"group {group} has no lane";
            if (devicesOf[group] > problem.GroupDevices)
                return $"group {group} has {devicesOf[group]} devices, more than {problem.GroupDevices}";
            foreach (var share in plan.Groups[group].Streams)
            {
                if (lane.Models.All(m => m.Model != problem.Streams[share.Stream].Model))
                    return $"group {group} serves stream '{problem.Streams[share.Stream].Name}' without its model";
            }
        }

        return null;
    }

    private static string? FindStreamFault(PlanningProblem problem, PlacementPlan plan)
    {
        var placed = new double[problem.Streams.Count];
        foreach (var share in plan.Groups.SelectMany(g => g.Streams))
        {
            if (!(share.Share > 0 && share.Share <= 1 + Tolerance) || !(share.GoodputRps >= 0))
                return $"stream '{problem.Streams[share.Stream].Name}': a share of {share.Share} with goodput {share.GoodputRps}";
            placed[share.Stream] += share.Share;
        }

        var unplaced = new double[placed.Length];
        foreach (var demand in plan.Unplaced)
        {
            // What is sent to groups beyond their capacity has its place in the shares already.
            if (!(demand.RateRps >= 0) || (demand.IsSent && demand.RateRps > (placed[demand.Stream] * problem.Streams[demand.Stream].RateRps * (1 + Tolerance)) + Tolerance))
                return $"stream '{problem.Streams[demand.Stream].Name}': {demand.RateRps} requests/s without a place";
            unplaced[demand.Stream] += demand.IsSent ? 0 : demand.RateRps;
        }

        for (var i = 0; i < placed.Length; i++)
        {
            var rate = problem.Streams[i].RateRps;
            if (placed[i] > 1 + Tolerance)
                return $"stream '{problem.Streams[i].Name}' has {placed[i]} places";
            if (Math.Abs((placed[i] * rate) + unplaced[i] - rate) > (Tolerance * rate) + Tolerance || (placed[i] == 0 && plan.Unplaced.All(d => d.Stream != i)))
                return $"stream '{problem.Streams[i].Name}': {placed[i] * rate} of {rate} requests/s have a place and {unplaced[i]} have none";
        }

        return null;
    }
}
