using System.Text;

namespace Shepherd.Core.Planning.Replicas;

/// <summary>Makes a plan of lanes: lanes alike form serving groups of at most <see cref="PlanningProblem.GroupDevices"/> devices, and streams are shared out by capacity.</summary>
internal static class LanePlan
{
    /// <summary>Less than this part of a unit's demand is rounding.</summary>
    private const double Rounding = 1e-9;

    /// <param name="method">Name of the planner.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="units">All units.</param>
    /// <param name="lanes">All lanes.</param>
    /// <param name="whyUnplaced">Why a unit has less than it wants.</param>
    /// <param name="reasons">Why the plan is as it is.</param>
    public static PlacementPlan Write(
        string method, PlanningProblem problem, IReadOnlyList<DemandUnit> units, IReadOnlyList<PlacedLane> lanes, Func<DemandUnit, string> whyUnplaced, IReadOnlyList<PlanReason> reasons)
    {
        var pools = problem.PoolOfDevices();
        var groups = Form(problem, pools, lanes);
        var capacity = new double[units.Count];
        foreach (var serves in lanes.SelectMany(l => l.Serves))
            capacity[serves.Unit.Index] += serves.Rps;
        var placed = new double[units.Count];
        foreach (var unit in units)
            placed[unit.Index] = capacity[unit.Index] <= 0 ? 0 : unit.RateRps <= capacity[unit.Index] * (1 + Rounding) ? 1 : capacity[unit.Index] / unit.RateRps;
        return new PlacementPlan(
            method,
            [.. groups.Select(g => Describe(problem, g, capacity, placed))],
            Devices(problem, pools, groups),
            [.. units.Where(u => placed[u.Index] < 1).SelectMany(u => Unplaced(problem, u, placed[u.Index], whyUnplaced(u)))],
            reasons);
    }

    /// <summary>Lanes of one kind, by ascending device, in runs of equal length; kinds in the order of their first lane.</summary>
    private static List<List<PlacedLane>> Form(PlanningProblem problem, IReadOnlyList<int> pools, IReadOnlyList<PlacedLane> lanes)
    {
        var kinds = new List<List<PlacedLane>>();
        var kindOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var lane in lanes.OrderBy(l => l.Serves.Count == 0 ? int.MaxValue : l.Serves[0].Unit.Index).ThenBy(l => l.Device))
        {
            var key = Key(pools[lane.Device], lane);
            if (!kindOf.TryGetValue(key, out var kind))
            {
                kindOf.Add(key, kind = kinds.Count);
                kinds.Add([]);
            }

            kinds[kind].Add(lane);
        }

        var groups = new List<List<PlacedLane>>();
        foreach (var kind in kinds)
        {
            var devices = kind.Select(l => l.Device).Distinct().Order().ToArray();
            var count = (devices.Length + problem.GroupDevices - 1) / problem.GroupDevices;
            var groupOf = new Dictionary<int, int>(devices.Length);
            for (var i = 0; i < devices.Length; i++)
                groupOf.Add(devices[i], groups.Count + (int)((long)i * count / devices.Length));
            for (var i = 0; i < count; i++)
                groups.Add([]);
            foreach (var lane in kind)
                groups[groupOf[lane.Device]].Add(lane);
        }

        return groups;
    }

    private static string Key(int pool, PlacedLane lane)
    {
        var key = new StringBuilder().Append(pool).Append('/').Append(lane.ComputePpm);
        foreach (var model in lane.Models)
            key.Append('/').Append(model.Model).Append(':').Append(model.MaxBatch).Append(':').Append(model.DurationNs);
        foreach (var serves in lane.Serves)
            key.Append('+').Append(serves.Unit.Index);
        return key.ToString();
    }

    private static PlannedGroup Describe(PlanningProblem problem, List<PlacedLane> lanes, double[] capacity, double[] placed)
    {
        var shares = new List<StreamShare>();
        var burst = double.PositiveInfinity;
        for (var i = 0; i < lanes[0].Serves.Count; i++)
        {
            var unit = lanes[0].Serves[i].Unit;
            var rps = lanes.Sum(l => l.Serves[i].Rps);
            if (rps <= 0)
                continue;
            var share = rps / capacity[unit.Index] * placed[unit.Index];
            foreach (var stream in unit.Streams)
                shares.Add(new StreamShare(stream, share, share * problem.Streams[stream].RateRps));
            if (unit.RateRps > 0)
                burst = Math.Min(burst, rps / (share * unit.RateRps));
        }

        return new PlannedGroup(shares, double.IsFinite(burst) ? burst : 0);
    }

    private static List<PlannedDevice> Devices(PlanningProblem problem, IReadOnlyList<int> pools, List<List<PlacedLane>> groups)
    {
        var lanes = new SortedDictionary<int, List<PlannedLane>>();
        for (var group = 0; group < groups.Count; group++)
        {
            var bytes = PlacementCheck.LaneBytes(problem, pools[groups[group][0].Device], groups[group][0].Models);
            foreach (var lane in groups[group])
            {
                if (!lanes.TryGetValue(lane.Device, out var list))
                    lanes.Add(lane.Device, list = []);
                list.Add(new PlannedLane(group, RunPoint.ToPercent(lane.ComputePpm), bytes, groups[group][0].Models));
            }
        }

        return [.. lanes.Select(d => new PlannedDevice(d.Key, pools[d.Key], d.Value))];
    }

    private static IEnumerable<UnplacedDemand> Unplaced(PlanningProblem problem, DemandUnit unit, double placed, string reason) =>
        unit.Streams.Where(s => placed == 0 || problem.Streams[s].RateRps > 0).Select(s => new UnplacedDemand(s, problem.Streams[s].RateRps * (1 - placed), reason));
}
