using Shepherd.Core.Planning;

namespace Shepherd.Benchmarks.Plans;

/// <summary>A plan that is quick to make and has neighbours everywhere: each model gets as many halves of devices as its demand takes, first fit. It is no rival of the planners, only something to simulate.</summary>
internal static class HalfDevices
{
    private const double Percent = 50;

    public static PlacementPlan Plan(PlanningProblem problem)
    {
        var pools = problem.PoolOfDevices();
        var lanes = pools.Select(_ => new List<PlannedLane>()).ToArray();
        var (groups, unplaced) = (new List<PlannedGroup>(), new List<UnplacedDemand>());
        for (var model = 0; model < problem.Models.Count; model++)
        {
            var streams = Enumerable.Range(0, problem.Streams.Count).Where(s => problem.Streams[s].Model == model).ToList();
            var left = streams.Sum(s => problem.Streams[s].RateRps);
            var rates = streams.ToDictionary(s => s, s => problem.Streams[s].RateRps);
            for (var device = 0; device < lanes.Length && left > 0; device++)
            {
                var memory = problem.Devices[pools[device]].Type.MemoryBytes - lanes[device].Sum(l => l.MemoryBytes);
                if (lanes[device].Sum(l => l.ComputePercent) > 100 - Percent || Capacity(problem, streams, pools[device], memory) is not { } capacity)
                    continue;
                IReadOnlyList<LaneModel> on = [new LaneModel(model, capacity.Batch, capacity.DurationNs)];
                lanes[device].Add(new PlannedLane(groups.Count, Percent, PlacementCheck.LaneBytes(problem, pools[device], on), on));
                // One lane a group: nothing here is about sharing queues.
                var taken = Math.Min(left, 0.8 * capacity.GoodputRps);
                groups.Add(new PlannedGroup([.. streams.Where(s => rates[s] > 0).Select(s => new StreamShare(s, taken / streams.Sum(x => rates[x]), taken * rates[s] / streams.Sum(x => rates[x])))], 0));
                left -= taken;
            }

            unplaced.AddRange(streams.Where(_ => left > 0).Select(s => new UnplacedDemand(s, left * rates[s] / streams.Sum(x => rates[x]), "no device has half of it left")));
        }

        return new PlacementPlan("halves", groups, [.. lanes.Select((l, id) => new PlannedDevice(id, pools[id], l)).Where(d => d.Lanes.Count > 0)], unplaced, []);
    }

    private static StreamCapacity? Capacity(PlanningProblem problem, List<int> streams, int pool, long memory)
    {
        var all = streams.Select(s => StreamCapacity.Of(problem, s, pool, Percent, memory)).ToList();
        return all.TrueForAll(c => c is not null) ? all.MinBy(c => c!.Value.GoodputRps) : null;
    }
}
