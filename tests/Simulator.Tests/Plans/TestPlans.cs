using Shepherd.Core.Planning;
using Shepherd.Core.Planning.BuiltIn;
using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Tests.Plans;

/// <summary>Problems and plans by hand.</summary>
internal static class TestPlans
{
    private const long MB = 1_000_000;

    /// <summary>iGniter's measured models on V100s, one stream each.</summary>
    /// <param name="devices">How many V100s.</param>
    /// <param name="streams">Model's index among the measured, rate, SLO in milliseconds.</param>
    public static PlanningProblem Measured(int devices, params (int Model, double Rps, double SloMs)[] streams) => new(
        [.. LawTable.Models.Select(m => new PlannedModel(m.Name, LawTable.MaxBatch))],
        [.. streams.Select((s, i) => new ModelStream($"s{i}", s.Model, (long)(s.SloMs * 1e6), s.Rps))],
        [new DevicePool(BuiltInDevices.V100, devices)],
        new LawEstimator([.. LawTable.Models.Select(m => new LawProfile(ModelFamily.Cnn, "V100-16", m.Curve, 100 * MB, 100 * MB, 10 * MB))], ["V100-16"]));

    /// <summary>The law's truth with the measured models' own traits.</summary>
    public static InterferenceTruth Truth(PlanningProblem problem, double strength = 1) => new(problem, [.. LawTable.Models.Select(InterferenceTraits.Of)], strength: strength);

    /// <summary>A plan of lanes given by device (in ascending order), share and models. Each group's lanes are those of its number; a stream goes in equal parts to all groups that have its model.</summary>
    public static PlacementPlan Of(PlanningProblem problem, params (int Device, double Percent, int Group, int[] Models)[] lanes)
    {
        var pools = problem.PoolOfDevices();
        var groups = lanes.Max(l => l.Group) + 1;
        var places = problem.Streams.Select(s => lanes.Where(l => l.Models.Contains(s.Model)).Select(l => l.Group).Distinct().ToArray()).ToArray();
        return new PlacementPlan(
            "by hand",
            [.. Enumerable.Range(0, groups).Select(g => new PlannedGroup([.. places.Select((p, i) => (Places: p, Stream: i)).Where(p => p.Places.Contains(g)).Select(p => new StreamShare(p.Stream, 1.0 / p.Places.Length, problem.Streams[p.Stream].RateRps / p.Places.Length))], 0))],
            [.. lanes.GroupBy(l => l.Device).Select(d => new PlannedDevice(d.Key, pools[d.Key], [.. d.Select(l => Lane(problem, pools[d.Key], l.Percent, l.Group, l.Models))]))],
            [.. places.Select((p, i) => (Places: p, Stream: i)).Where(p => p.Places.Length == 0).Select(p => new UnplacedDemand(p.Stream, problem.Streams[p.Stream].RateRps, "no lane has its model"))],
            []);
    }

    private static PlannedLane Lane(PlanningProblem problem, int pool, double percent, int group, int[] models)
    {
        IReadOnlyList<LaneModel> on = [.. models.Select(m => new LaneModel(m, problem.Models[m].MaxBatch, problem.Estimator.DurationNs(m, pool, problem.Models[m].MaxBatch, percent)))];
        return new PlannedLane(group, percent, PlacementCheck.LaneBytes(problem, pool, on), on);
    }
}
