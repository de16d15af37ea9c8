using System.Globalization;
using Shepherd.Core.Planning;
using Shepherd.Simulator.Report;

namespace Shepherd.Simulator.Plans;

/// <summary>What a plan came to.</summary>
public sealed record PlanSimulationResult
{
    private const double NsPerS = 1e9;

    /// <summary>Requests that arrived, with those that have no place.</summary>
    public required int Requests { get; init; }

    /// <summary>Answered by their deadline.</summary>
    public required int InSlo { get; init; }

    /// <summary>Requests that the plan has no place for; none of them counts as answered.</summary>
    public required int Unplaced { get; init; }

    /// <summary>Share of all requests answered by their deadline; 1 where none arrived.</summary>
    public double Attainment => Requests == 0 ? 1 : (double)InSlo / Requests;

    /// <summary>How long requests arrived, seconds.</summary>
    public required double DurationS { get; init; }

    /// <summary>Answered by their deadline, per second of arrivals.</summary>
    public double GoodputRps => InSlo / DurationS;

    /// <summary>What the plan says of that.</summary>
    public required double PredictedGoodputRps { get; init; }

    /// <summary>Compute shares of the plan's devices by how busy they were, as a share of all their compute.</summary>
    public required double ComputeUtilization { get; init; }

    /// <summary>Memory that lanes hold, as a share of that of the plan's devices.</summary>
    public required double MemoryUtilization { get; init; }

    /// <summary>How much longer batches ran than they would have without neighbours, over all of them; 1 is not at all.</summary>
    public required double MeanSlowdown { get; init; }

    /// <summary>Rounds of simulation.</summary>
    public required int Rounds { get; init; }

    /// <summary>Another round would have changed no duration by more than a hundredth.</summary>
    public required bool IsSettled { get; init; }

    /// <summary>The largest relative change of a duration that another round would have brought.</summary>
    public required double Change { get; init; }

    /// <summary>Per stream, in the problem's order.</summary>
    public required IReadOnlyList<StreamOutcome> Streams { get; init; }

    /// <summary>Per serving group, in the plan's order.</summary>
    public required IReadOnlyList<GroupOutcome> Groups { get; init; }

    /// <summary>Per device of the plan, in its order.</summary>
    public required IReadOnlyList<DeviceOutcome> Devices { get; init; }

    /// <summary>Digest of all decisions of the last round, hexadecimal.</summary>
    public required string Digest { get; init; }

    internal static PlanSimulationResult Of(
        PlanningProblem problem, PlacementPlan plan, PlanTraffic traffic, IReadOnlyList<PlanGroup> groups, PlanLane[][] lanes, int rounds, double change, bool isSettled)
    {
        var seconds = traffic.DurationNs / NsPerS;
        var streams = StreamOutcome.Of(problem, traffic, groups);
        var outcomes = groups.Select((g, i) => GroupOutcome.Of(g, plan.Groups[i], seconds)).ToList();
        var devices = plan.Devices.Select((d, i) => DeviceOutcome.Of(problem, d, lanes[i])).ToList();
        var totals = new RunTotals();
        foreach (var group in groups)
            totals.Add(group.Totals);
        var (withNs, aloneNs) = (groups.Sum(g => g.Lanes.Sum(l => l.Ran.WithNs)), groups.Sum(g => g.Lanes.Sum(l => l.Ran.AloneNs)));
        return new PlanSimulationResult
        {
            Requests = traffic.Streams.Count,
            InSlo = streams.Sum(s => s.InSlo),
            Unplaced = streams.Sum(s => s.Unplaced),
            DurationS = seconds,
            PredictedGoodputRps = outcomes.Sum(g => g.PredictedGoodputRps),
            ComputeUtilization = devices.Count == 0 ? 0 : devices.Average(d => d.ComputeUtilization),
            MemoryUtilization = devices.Count == 0 ? 0 : devices.Average(d => d.MemoryUtilization),
            MeanSlowdown = aloneNs == 0 ? 1 : withNs / aloneNs,
            Rounds = rounds,
            IsSettled = isSettled,
            Change = change,
            Streams = streams,
            Groups = outcomes,
            Devices = devices,
            Digest = totals.Digest.ToString("x16", CultureInfo.InvariantCulture),
        };
    }
}
