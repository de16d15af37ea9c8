using System.Diagnostics;
using Shepherd.Core.Herd;
using Shepherd.Core.Planning;

namespace Shepherd.Benchmarks.Herd;

/// <summary><c>herd [SEED]</c>: how long HERD's and the exclusive planner take against the size of the cluster.</summary>
internal static class HerdProgram
{
    /// <summary>The median of so many.</summary>
    private const int Runs = 5;

    private static readonly (int Streams, int Models, int Devices)[] Sizes = [(625, 62, 256), (1_250, 125, 512), (2_500, 250, 1_024), (5_000, 500, 2_048), (10_000, 1_000, 4_096), (20_000, 2_000, 8_192)];

    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var seed = 1UL;
        if (args.Length > 1 || (args.Length == 1 && !ulong.TryParse(args[0], out seed)))
        {
            errors.WriteLine($"'{string.Join(' ', args)}': herd takes a seed (default 1)");
            return 2;
        }

        output.WriteLine($"median of {Runs}, seed {seed}; load 70 %, groups of at most {PlanningProblem.GroupDevicesDefault} devices; replan: rates ±10 % with the plan running");
        output.WriteLine("streams  models devices | herd_ms us/stream replan_ms cost_ms exclusive_ms | groups unplaced max_load min_bt cost_devices reloads");
        // Code is compiled anew as it gets warm: the sizes are gone through once unseen.
        foreach (var (streams, models, devices) in Sizes)
            _ = Line(ScaledProblem.Draw(streams, models, devices, seed));
        foreach (var (streams, models, devices) in Sizes)
            output.WriteLine(Line(ScaledProblem.Draw(streams, models, devices, seed)));
        return 0;
    }

    private static string Line(PlanningProblem problem)
    {
        var planner = new HerdPlanner();
        var (plan, ms) = Measure(planner, problem);
        var moved = problem with { Running = plan, Streams = [.. problem.Streams.Select((s, i) => s with { RateRps = s.RateRps * (i % 2 == 0 ? 1.1 : 0.9) })] };
        var (next, replanMs) = Measure(planner, moved);
        var (cheap, costMs) = Measure(planner, problem with { Objective = PlanObjective.Cost });
        var (_, exclusiveMs) = Measure(new ExclusivePlanner(), problem);
        if (new[] { PlacementCheck.FindFault(problem, plan), PlacementCheck.FindFault(moved, next), PlacementCheck.FindFault(problem, cheap) }.OfType<string>().FirstOrDefault() is { } fault)
            throw new InvalidOperationException(fault);
        var bursts = plan.Groups.Min(g => g.BurstTolerance);
        return FormattableString.Invariant($"{problem.Streams.Count,7} {problem.Models.Count,7} {problem.DeviceCount,7} | {ms,7:0.0} {1e3 * ms / problem.Streams.Count,9:0.0} {replanMs,9:0.0} {costMs,7:0.0} {exclusiveMs,12:0.0} | {plan.Groups.Count,6} {plan.Unplaced.Count,8} {MaxLoad(problem, plan),8:0.000} {bursts,6:0.00} {cheap.Devices.Count,12} {Reloads(plan, next),7}");
    }

    private static (PlacementPlan Plan, double Ms) Measure(IPlacementPlanner planner, PlanningProblem problem)
    {
        var plan = planner.Plan(problem);
        var times = new double[Runs];
        for (var i = 0; i < Runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            plan = planner.Plan(problem);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return (plan, times[Runs / 2]);
    }

    private static double MaxLoad(PlanningProblem problem, PlacementPlan plan)
    {
        var devices = plan.Devices.GroupBy(d => d.Lanes[0].Group).ToDictionary(g => g.Key, g => g.Count());
        return plan.Groups.Select((g, i) => g.Streams.Sum(s => s.Share * problem.Streams[s.Stream].RateRps / StreamCapacity.Of(problem, s.Stream, 0, 100, 16L << 30)!.Value.GoodputRps) / devices[i]).Max();
    }

    /// <summary>Models that have to be loaded, counted on each device.</summary>
    private static int Reloads(PlacementPlan before, PlacementPlan after)
    {
        var resident = before.Devices.ToDictionary(d => d.Id, d => d.Lanes[0].Models.Select(m => m.Model).ToHashSet());
        return after.Devices.Sum(d => d.Lanes[0].Models.Count(m => !resident.TryGetValue(d.Id, out var models) || !models.Contains(m.Model)));
    }
}
