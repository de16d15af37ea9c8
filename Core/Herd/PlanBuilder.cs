using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>Makes a placement plan of groups of whole devices: one lane of 100 % on each, with every model of the group.</summary>
internal static class PlanBuilder
{
    /// <summary>Rates that differ by less than this part are the same: sums of parts round.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Builds.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="method">Name of the planner.</param>
    /// <param name="aggregates">Its streams.</param>
    /// <param name="groups">Groups; in this order in the plan.</param>
    /// <param name="dropped">Requests without a place.</param>
    /// <param name="lane">What a lane of a pool runs of a model.</param>
    /// <param name="reasons">What decided, before the reasons of the groups.</param>
    public static PlacementPlan Build(
        PlanningProblem problem,
        string method,
        IReadOnlyList<StreamAggregate> aggregates,
        IReadOnlyList<(PoolGroup Group, string Reason)> groups,
        IReadOnlyList<DroppedUnit> dropped,
        Func<int, int, LaneModel> lane,
        IEnumerable<PlanReason> reasons)
    {
        var shares = groups.Select(_ => new SortedDictionary<int, double>()).ToArray();
        var unplaced = new List<UnplacedDemand>();
        var units = new List<(int Group, double RateRps)>[aggregates.Count];
        for (var group = 0; group < groups.Count; group++)
        {
            foreach (var unit in groups[group].Group.Units)
                (units[unit.Aggregate] ??= []).Add((group, unit.RateRps));
        }

        var droppedOf = dropped.ToLookup(d => d.Aggregate);
        for (var i = 0; i < aggregates.Count; i++)
            Deal(problem, aggregates[i], units[i] ?? [], [.. droppedOf[i]], shares, unplaced);
        var planned = groups.Select((g, index) => new PlannedGroup(
            [.. shares[index].Select(s => new StreamShare(s.Key, s.Value, s.Value * problem.Streams[s.Key].RateRps * Math.Min(1, 1 / Math.Max(g.Group.Load, double.Epsilon))))],
            g.Group.BurstTolerance)).ToList();
        var devices = Devices(problem, aggregates, [.. groups.Select(g => g.Group)], lane);
        var plan = new PlacementPlan(
            method,
            planned,
            devices,
            [.. unplaced.OrderBy(u => u.Stream)],
            [.. reasons, .. groups.Select((g, index) => new PlanReason($"group {index}", g.Reason))]);
        return DemandShortfall.Of(problem, plan);
    }

    /// <summary>Models of a group, ascending.</summary>
    public static List<int> ModelsOf(IReadOnlyList<StreamAggregate> aggregates, PoolGroup group) => [.. group.Units.Select(u => aggregates[u.Aggregate].Model).Distinct().Order()];

    /// <summary>Deals the places of an aggregate out to its streams, one after the other, so that few streams are divided.</summary>
    private static void Deal(
        PlanningProblem problem,
        StreamAggregate aggregate,
        List<(int Group, double RateRps)> places,
        List<DroppedUnit> dropped,
        SortedDictionary<int, double>[] shares,
        List<UnplacedDemand> unplaced)
    {
        var (next, freeRps) = (0, places.Count > 0 ? places[0].RateRps : 0);
        foreach (var stream in aggregate.Streams)
        {
            var rateRps = problem.Streams[stream].RateRps;
            if (rateRps == 0 && places.Count > 0)
            {
                Add(shares[places[0].Group], stream, 1);
                continue;
            }

            var leftRps = rateRps;
            while (leftRps > 0 && next < places.Count)
            {
                // The last place takes what rounding left over when nothing was dropped.
                var takesRps = freeRps >= leftRps * (1 - Rounding) || (next == places.Count - 1 && dropped.Count == 0) ? leftRps : freeRps;
                if (takesRps > rateRps * Rounding)
                    Add(shares[places[next].Group], stream, takesRps / rateRps);
                leftRps -= takesRps;
                freeRps -= takesRps;
                if (leftRps <= 0)
                    break;
                next++;
                freeRps = next < places.Count ? places[next].RateRps : 0;
            }

            if (leftRps > 0 || places.Count == 0)
                unplaced.Add(new UnplacedDemand(stream, leftRps, dropped[0].Reason));
        }
    }

    private static void Add(SortedDictionary<int, double> shares, int stream, double share) => shares[stream] = Math.Min(1, shares.GetValueOrDefault(stream) + share);

    private static List<PlannedDevice> Devices(PlanningProblem problem, IReadOnlyList<StreamAggregate> aggregates, List<PoolGroup> groups, Func<int, int, LaneModel> lane)
    {
        var devices = new List<PlannedDevice>();
        for (var pool = 0; pool < problem.Devices.Count; pool++)
        {
            var own = Enumerable.Range(0, groups.Count).Where(g => groups[g].Pool == pool).ToList();
            var models = own.Select(g => ((IReadOnlyList<int>)ModelsOf(aggregates, groups[g]), groups[g].Devices)).ToList();
            var chosen = new RunningPool(problem, pool).Devices(models, out _);
            for (var i = 0; i < own.Count; i++)
            {
                List<LaneModel> resident = [.. models[i].Item1.Select(m => lane(pool, m))];
                var planned = new PlannedLane(own[i], 100, PlacementCheck.LaneBytes(problem, pool, resident), resident);
                devices.AddRange(chosen[i].Select(id => new PlannedDevice(id, pool, [planned])));
            }
        }

        devices.Sort((a, b) => a.Id.CompareTo(b.Id));
        return devices;
    }
}
