using Shepherd.Core.Planning;

namespace Shepherd.Simulator.Plans;

/// <summary>What became of one stream's requests.</summary>
/// <param name="Stream">Name.</param>
/// <param name="Requests">Arrived.</param>
/// <param name="InSlo">Answered by their deadline.</param>
/// <param name="Unplaced">Had no place in the plan.</param>
/// <param name="P99Ms">99th percentile of the latency of those answered, milliseconds; null when none was.</param>
public sealed record StreamOutcome(string Stream, int Requests, int InSlo, int Unplaced, double? P99Ms)
{
    private const double HighPercentile = 0.99;

    /// <summary>Share of requests answered by their deadline; 1 where none arrived.</summary>
    public double Attainment => Requests == 0 ? 1 : (double)InSlo / Requests;

    internal static IReadOnlyList<StreamOutcome> Of(PlanningProblem problem, PlanTraffic traffic, IReadOnlyList<PlanGroup> groups)
    {
        var count = problem.Streams.Count;
        var (arrived, inSlo, unplaced) = (new int[count], new int[count], new int[count]);
        var latenciesNs = problem.Streams.Select(_ => new List<long>()).ToArray();
        for (var i = 0; i < traffic.Streams.Count; i++)
        {
            arrived[traffic.Streams[i]]++;
            unplaced[traffic.Streams[i]] += traffic.Groups[i] == PlanTraffic.Unplaced ? 1 : 0;
        }

        foreach (var request in groups.SelectMany(g => g.Requests))
        {
            var stream = traffic.Streams[(int)request.Sequence];
            inSlo[stream] += request.IsInSlo ? 1 : 0;
            if (request.AnsweredNs is { } answeredNs)
                latenciesNs[stream].Add(answeredNs - request.ArrivalNs);
        }

        return [.. problem.Streams.Select((s, i) => new StreamOutcome(s.Name, arrived[i], inSlo[i], unplaced[i], HighMs(latenciesNs[i])))];
    }

    private static double? HighMs(List<long> latenciesNs)
    {
        latenciesNs.Sort();
        return latenciesNs.Count == 0 ? null : latenciesNs[Math.Max(0, (int)Math.Ceiling(HighPercentile * latenciesNs.Count) - 1)] / 1e6;
    }
}

/// <summary>What a serving group came to.</summary>
/// <param name="Requests">Routed to it.</param>
/// <param name="InSlo">Answered by their deadline.</param>
/// <param name="GoodputRps">The same per second of arrivals.</param>
/// <param name="PredictedGoodputRps">What the plan says of that.</param>
/// <param name="Lanes">Its lanes.</param>
/// <param name="Busy">Share of their time that they ran, in the mean.</param>
/// <param name="MeanBatch">Requests per batch; 0 where none ran.</param>
/// <param name="MeanSlowdown">How much longer its batches ran than without neighbours; 1 is not at all.</param>
public sealed record GroupOutcome(int Requests, int InSlo, double GoodputRps, double PredictedGoodputRps, int Lanes, double Busy, double MeanBatch, double MeanSlowdown)
{
    internal static GroupOutcome Of(PlanGroup group, PlannedGroup planned, double seconds)
    {
        var inSlo = group.Requests.Count(r => r.IsInSlo);
        var (withNs, aloneNs) = (group.Lanes.Sum(l => l.Ran.WithNs), group.Lanes.Sum(l => l.Ran.AloneNs));
        return new GroupOutcome(
            group.Requests.Count,
            inSlo,
            inSlo / seconds,
            planned.Streams.Sum(s => s.GoodputRps),
            group.Lanes.Count,
            group.Lanes.Average(l => l.Busy),
            group.Totals.Batches == 0 ? 0 : (double)group.Totals.Batched / group.Totals.Batches,
            aloneNs == 0 ? 1 : withNs / aloneNs);
    }
}

/// <summary>How a device was used.</summary>
/// <param name="Id">Number of the device.</param>
/// <param name="ComputeUtilization">Sum of its lanes' compute shares, each by how busy the lane was; 0 to 1.</param>
/// <param name="MemoryUtilization">Memory that its lanes hold, as a share of its own; 0 to 1.</param>
public sealed record DeviceOutcome(int Id, double ComputeUtilization, double MemoryUtilization)
{
    internal static DeviceOutcome Of(PlanningProblem problem, PlannedDevice device, IReadOnlyList<PlanLane> lanes) => new(
        device.Id,
        lanes.Sum(l => l.Planned.ComputePercent / 100 * l.Busy),
        device.Lanes.Sum(l => (double)l.MemoryBytes) / problem.Devices[device.Pool].Type.MemoryBytes);
}
