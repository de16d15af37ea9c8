using System.Globalization;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Planning.Hybrid;

/// <summary>One queue over all devices of a problem, each divided into equal lanes that hold every model: what bursts of one stream need, any lane can run.</summary>
/// <param name="lanes">Lanes of each device; 1 for whole devices.</param>
internal sealed class EqualLanesPlanner(int lanes) : IPlacementPlanner
{
    public string Method => string.Create(CultureInfo.InvariantCulture, $"{lanes} equal lanes");

    /// <returns>A plan; one without groups where the models do not fit the lanes' memory together, or a stream's SLO their speed.</returns>
    public PlacementPlan Plan(PlanningProblem problem)
    {
        if (problem.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(problem));
        if (problem.Devices.Count != 1)
            throw new ArgumentException($"{problem.Devices.Count} device types; this planner takes one", nameof(problem));
        var (pool, percent) = (problem.Devices[0], 100.0 / lanes);
        var capacities = new StreamCapacity[problem.Streams.Count];
        for (var stream = 0; stream < capacities.Length; stream++)
        {
            if (StreamCapacity.Of(problem, stream, pool: 0, percent, pool.Type.MemoryBytes) is not { } capacity)
                return None(problem, $"stream '{problem.Streams[stream].Name}' does not keep its SLO on a lane of {percent:0.#} %");
            capacities[stream] = capacity;
        }

        var models = ModelsOf(problem, capacities, percent);
        var bytes = PlacementCheck.LaneBytes(problem, pool: 0, models);
        if (bytes * lanes > pool.Type.MemoryBytes)
            return None(problem, $"{Counted.Of(lanes, "lane")} with {Counted.Of(models.Count, "model")} each need {bytes * lanes} of {pool.Type.MemoryBytes} bytes");
        return Plan(problem, capacities, new PlannedLane(0, percent, bytes, models));
    }

    private static List<LaneModel> ModelsOf(PlanningProblem problem, StreamCapacity[] capacities, double percent)
    {
        var batches = new SortedDictionary<int, int>();
        for (var stream = 0; stream < capacities.Length; stream++)
        {
            var model = problem.Streams[stream].Model;
            batches[model] = Math.Max(batches.GetValueOrDefault(model), capacities[stream].Batch);
        }

        return [.. batches.Select(m => new LaneModel(m.Key, m.Value, problem.Estimator.DurationNs(m.Key, 0, m.Value, percent)))];
    }

    private PlacementPlan Plan(PlanningProblem problem, StreamCapacity[] capacities, PlannedLane lane)
    {
        var count = problem.Devices[0].Count;
        var load = 0.0;
        var tolerance = double.PositiveInfinity;
        for (var stream = 0; stream < capacities.Length; stream++)
        {
            var needed = problem.Streams[stream].RateRps / capacities[stream].GoodputRps;
            load += needed;
            tolerance = Math.Min(tolerance, needed > 0 ? count * lanes / needed : double.PositiveInfinity);
        }

        // Past capacity every stream gets the same share: which one the policy prefers is its own affair.
        var served = Math.Min(1, count * lanes / Math.Max(load, double.Epsilon));
        PlannedGroup group = new([.. problem.Streams.Select((s, i) => new StreamShare(i, 1, s.RateRps * served))], double.IsFinite(tolerance) ? tolerance : 0);
        var reason = string.Create(CultureInfo.InvariantCulture, $"one queue over {Counted.Of(count * lanes, "lane")} of {lane.ComputePercent:0.#} %, each with {Counted.Of(lane.Models.Count, "model")}; load {load / (count * lanes):0.00}");
        return new PlacementPlan(Method, [group], [.. Enumerable.Range(0, count).Select(id => new PlannedDevice(id, 0, [.. Enumerable.Repeat(lane, lanes)]))], [], [new PlanReason("lanes", reason)]);
    }

    private PlacementPlan None(PlanningProblem problem, string why) => new(Method, [], [], [.. problem.Streams.Select((s, i) => new UnplacedDemand(i, s.RateRps, why))], []);
}
