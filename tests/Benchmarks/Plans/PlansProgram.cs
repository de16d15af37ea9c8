using System.Diagnostics;
using System.Globalization;
using Shepherd.Simulator.Plans;
using Shepherd.Simulator.Plans.Workloads;

namespace Shepherd.Benchmarks.Plans;

/// <summary>How long the simulation of a plan takes, and how much of its demand it answers by strength of interference.</summary>
internal static class PlansProgram
{
    private static readonly double[] Strengths = [0, 1, 2];

    public static int Run(TextWriter output)
    {
        output.WriteLine("workload  cluster      models devices  requests strength rounds  slowdown attainment  util C  util M   wall s");
        foreach (var (name, cluster, models, devices, seconds) in new[] { ("maf", "v100", 20, 48, 20), ("maf", "mixed", 20, 48, 20), ("llm", "a100", 6, 48, 20), ("maf", "v100", 200, 480, 20), ("maf", "v100", 1000, 4096, 20) })
        {
            var workload = PlanningWorkloads.Create(new PlanningWorkloadRequest { Name = name, Cluster = cluster, Models = models, Devices = devices, Load = 0.4 });
            var plan = HalfDevices.Plan(workload.Problem);
            foreach (var strength in Strengths)
            {
                var started = Stopwatch.GetTimestamp();
                var result = PlanSimulation.Run(workload.Problem, plan, workload.Truth(strength), new PlanSimulationOptions { DurationNs = seconds * 1_000_000_000L });
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-9} {cluster,-12} {models,6} {devices,7} {result.Requests,9} {strength,8:0.0} {result.Rounds,5}{(result.IsSettled ? " " : "!")} {result.MeanSlowdown,9:0.000} {result.Attainment,10:0.0000} {result.ComputeUtilization,7:0.00} {result.MemoryUtilization,7:0.00} {Stopwatch.GetElapsedTime(started).TotalSeconds,8:0.0}"));
            }
        }

        return 0;
    }
}
