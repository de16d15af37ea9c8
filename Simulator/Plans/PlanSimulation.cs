using Shepherd.Core.Planning;
using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Plans;

/// <summary>
/// Serves a plan's demand with its serving groups on virtual time. How long a batch runs depends on what the lane's neighbours on the device do, and that on how long theirs run: the groups are simulated
/// without interference first, then again beside neighbours as busy as they were and with the batches they had, until no duration moves by more than a hundredth. Deterministic: the same problem, plan, truth and
/// options give the same result.
/// </summary>
public static class PlanSimulation
{
    /// <summary>A round that would change no duration by more is not run.</summary>
    private const double SettledChange = 0.01;

    /// <summary>A group whose durations would change by less keeps its latest run.</summary>
    private const double KeptChange = 0.001;

    /// <summary>Simulates a plan.</summary>
    /// <exception cref="ArgumentException">The problem, the plan or the options are wrong; the message says how.</exception>
    public static PlanSimulationResult Run(PlanningProblem problem, PlacementPlan plan, InterferenceTruth truth, PlanSimulationOptions? options = null)
    {
        options ??= new PlanSimulationOptions();
        if ((problem.FindFault() ?? PlacementCheck.FindFault(problem, plan) ?? options.FindFault(problem.Streams.Count)) is { } fault)
            throw new ArgumentException(fault);
        var traffic = PlanTraffic.Draw(problem, plan, options);
        var lanes = Lanes(problem, plan);
        var groups = Groups(problem, plan, traffic, lanes);
        Parallel.ForEach(groups, g => g.Run(options, truth));
        var (rounds, change) = (1, 0.0);
        while (true)
        {
            var next = Beside(lanes, truth);
            change = next.Length == 0 ? 0 : next.Max(n => n.Change);
            if (change <= SettledChange || rounds == options.RoundsMax)
                break;
            var moved = new HashSet<PlanLane>();
            foreach (var (lane, (tables, by)) in lanes.SelectMany(d => d).Zip(next))
            {
                if (by <= KeptChange)
                    continue;
                lane.Set(tables);
                moved.Add(lane);
            }

            Parallel.ForEach(groups.Where(g => g.Lanes.Any(moved.Contains)), g => g.Run(options, truth));
            rounds++;
        }

        return PlanSimulationResult.Of(problem, plan, traffic, groups, lanes, rounds, change, isSettled: change <= SettledChange);
    }

    /// <summary>Lanes by device.</summary>
    private static PlanLane[][] Lanes(PlanningProblem problem, PlacementPlan plan)
    {
        // Lanes of a group are alike, and so are their durations alone.
        var alone = new IReadOnlyList<LaneTable>?[plan.Groups.Count];
        return [.. plan.Devices.Select(device => device.Lanes.Select(lane =>
            new PlanLane(device.Pool, lane, alone[lane.Group] ??= [.. lane.Models.Select(m => LaneTable.Of(m.MaxBatch, batch => problem.Estimator.DurationNs(m.Model, device.Pool, batch, lane.ComputePercent)))])).ToArray())];
    }

    private static List<PlanGroup> Groups(PlanningProblem problem, PlacementPlan plan, PlanTraffic traffic, PlanLane[][] lanes)
    {
        var requests = plan.Groups.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < traffic.Groups.Count; i++)
        {
            if (traffic.Groups[i] != PlanTraffic.Unplaced)
                requests[traffic.Groups[i]].Add(i);
        }

        var ofGroup = lanes.SelectMany(d => d).ToLookup(l => l.Planned.Group);
        return [.. plan.Groups.Select((_, i) => new PlanGroup(problem, traffic, requests[i], [.. ofGroup[i]]))];
    }

    /// <summary>Durations of every lane beside its neighbours as they are now, in the lanes' order.</summary>
    private static (IReadOnlyList<LaneTable> Tables, double Change)[] Beside(PlanLane[][] lanes, InterferenceTruth truth)
    {
        var next = new (IReadOnlyList<LaneTable>, double)[lanes.Length][];
        Parallel.For(0, lanes.Length, d => next[d] = [.. lanes[d].Select(lane => lane.Beside([.. lanes[d].Where(l => l != lane).Select(l => l.Load ?? default)], truth))]);
        return [.. next.SelectMany(n => n)];
    }
}
