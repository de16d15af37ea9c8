using System.Diagnostics;
using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Rivals;
using Shepherd.Core.Tests.Planning;
using Shepherd.Core.Usher.Scheduling;

namespace Shepherd.Benchmarks.Placement;

/// <summary>`Shepherd.Benchmarks usher`: what a placement costs to find against size, and what each of the planner's steps is worth.</summary>
internal static class UsherProgram
{
    private const ulong Seed = 1;

    public static int Run(TextWriter output)
    {
        output.WriteLine($"seed {Seed}; best of 3 runs after one to warm up");
        output.WriteLine("models devices types objective      ms   used      cost/h   goodput/s     wanted/s");
        foreach (var (models, counts) in new (int, int[])[] { (20, [48]), (20, [100, 60, 40]), (50, [200, 100, 50]), (100, [600]), (250, [700, 500, 300]), (500, [1500, 1000, 500]), (1000, [6000]), (1000, [3000, 2000, 1000]) })
        {
            foreach (var objective in Enum.GetValues<PlanObjective>())
                Time(output, RandomProblem.Ordinary(Seed, models, counts, 1500) with { Objective = objective });
        }

        output.WriteLine("too few devices for the demand:");
        foreach (var (models, counts) in new (int, int[])[] { (20, [10]), (100, [60]), (1000, [600]), (1000, [1000, 600, 200]) })
            Time(output, RandomProblem.Ordinary(Seed, models, counts, 6000));
        output.WriteLine("rivals:");
        foreach (var rival in new IPlacementPlanner[] { new GpuletPlanner(), new AlpaServePlanner(), new ParvaPlanner() })
        {
            output.WriteLine(rival.Method);
            foreach (var objective in Enum.GetValues<PlanObjective>())
                Time(output, RandomProblem.Ordinary(Seed, 1000, [3000, 2000, 1000], 1500) with { Objective = objective }, rival);
        }

        Ablate(output);
        return 0;
    }

    private static void Time(TextWriter output, PlanningProblem problem, IPlacementPlanner? rival = null)
    {
        var planner = rival ?? new UsherPlanner();
        var (best, plan) = (TimeSpan.MaxValue, planner.Plan(problem));
        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            plan = planner.Plan(problem);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        if (PlacementCheck.FindFault(problem, plan) is { } fault)
            throw new InvalidOperationException(fault);
        output.WriteLine(FormattableString.Invariant(
            $"{problem.Models.Count,6} {problem.DeviceCount,7} {problem.Devices.Count,5} {problem.Objective,-9} {best.TotalMilliseconds,7:0} {plan.Devices.Count,6} {plan.Devices.Sum(d => problem.Devices[d.Pool].Type.PricePerH),11:0.0} {plan.Groups.SelectMany(g => g.Streams).Sum(s => s.GoodputRps),11:0} {problem.Streams.Sum(s => s.RateRps),12:0}"));
    }

    private static double Goodput(UsherOptions options, PlanningProblem problem) => new UsherPlanner(options).Plan(problem).Groups.SelectMany(g => g.Streams).Sum(s => s.GoodputRps);

    private static void Ablate(TextWriter output)
    {
        output.WriteLine("cost/h of 20 models on three types, mean of 20 seeds; goodput/s on 12 small devices, wanted 30,000; 120,000; on ten mixed, 60,000:");
        foreach (var (name, options) in new (string, UsherOptions)[]
                 {
                     ("full", new()),
                     ("published", UsherOptions.Published),
                     ("without classes", new() { UsesClasses = false }),
                     ("without joint search", new() { SearchesJointly = false }),
                     ("without sorting", new() { Sorts = false }),
                     ("without headroom", new() { HeadroomShare = 0 }),
                     ("without improvement", new() { ImprovementTries = 0 }),
                     ("without consolidation", new() { Consolidates = false }),
                 })
        {
            var (cost, goodput, scarce, mixed) = (0.0, 0.0, 0.0, 0.0);
            for (ulong seed = 1; seed <= 20; seed++)
            {
                var problem = RandomProblem.Ordinary(seed, 20, [200, 100, 50], 1500) with { Objective = PlanObjective.Cost };
                cost += new UsherPlanner(options).Plan(problem).Devices.Sum(d => problem.Devices[d.Pool].Type.PricePerH) / 20;
                goodput += Goodput(options, RandomProblem.Ordinary(seed, 20, [12], 1500)) / 20;
                scarce += Goodput(options, RandomProblem.Ordinary(seed, 20, [12], 6000)) / 20;
                mixed += Goodput(options, RandomProblem.Ordinary(seed, 20, [6, 3, 1], 3000)) / 20;
            }

            output.WriteLine(FormattableString.Invariant($"{name,-24} {cost,8:0.00} {goodput,10:0} {scarce,10:0} {mixed,10:0}"));
        }
    }
}
