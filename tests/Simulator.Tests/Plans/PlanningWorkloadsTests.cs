using Shepherd.Core.Planning;
using Shepherd.Core.Planning.BuiltIn;
using Shepherd.Simulator.Plans.Workloads;

namespace Shepherd.Simulator.Tests.Plans;

public class PlanningWorkloadsTests
{
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var name in PlanningWorkloads.Names)
            {
                foreach (var cluster in BuiltInClusters.Names)
                    all.Add(name, cluster);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Create_EveryWorkloadOnEveryCluster_IsSoundAndOfItsLoad(string name, string cluster)
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var problem = PlanningWorkloads.Create(new PlanningWorkloadRequest { Name = name, Cluster = cluster, Seed = seed, Load = 0.4, SloMultiples = [5, 15] }).Problem;
            Assert.Null(problem.FindFault());
            Assert.Equal(0.4, PlanningWorkloads.LoadOf(problem), 9);
            Assert.All(problem.Streams, s => Assert.InRange(s.Cv, 0.5, 8));
            CheckEstimator(problem);
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    public void Create_Maf_HasUshersRatiosOfComputeToMemory(int models)
    {
        var problem = PlanningWorkloads.Create(new PlanningWorkloadRequest { Models = models }).Problem;
        var ratios = Enumerable.Range(0, models).Select(m => Ratio(problem, m)).ToList();

        Assert.InRange(ratios.Count(r => r <= 0.95) / (double)models, 0.40, 0.46);
        Assert.InRange(ratios.Count(r => r > 1.25) / (double)models, 0.54, 0.60);
        // Every model fits the device that it is described on with its largest batch.
        Assert.All(Enumerable.Range(0, models), m => Assert.True(problem.Estimator.Estimate(m, 0, problem.Models[m].MaxBatch)!.Value.MemoryBytes <= BuiltInDevices.V100.MemoryBytes));
        Assert.All(Enumerable.Range(0, models), m => Assert.True(problem.Estimator.Estimate(m, 0, 1)!.Value.WeightBytes > 0));
    }

    [Fact]
    public void Create_Llm_TenOfManyClientsSendMost()
    {
        var problem = PlanningWorkloads.Create(new PlanningWorkloadRequest { Name = "llm", Streams = 162 }).Problem;
        var rates = problem.Streams.Select(s => s.RateRps).OrderDescending().ToList();
        Assert.InRange(rates.Take(10).Sum() / rates.Sum(), 0.58, 0.68);
    }

    [Fact]
    public void Create_Sizes_AreThoseAskedFor()
    {
        var problem = PlanningWorkloads.Create(new PlanningWorkloadRequest { Models = 100, Streams = 1000, Devices = 256, Cluster = "mixed", Seed = 7 }).Problem;
        Assert.Equal((100, 1000, 256), (problem.Models.Count, problem.Streams.Count, problem.DeviceCount));
    }

    [Fact]
    public void Create_SameSeed_SameWorkload()
    {
        var (first, again, other) = (Streams(1), Streams(1), Streams(2));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        static IReadOnlyList<ModelStream> Streams(ulong seed) => PlanningWorkloads.Create(new PlanningWorkloadRequest { Seed = seed }).Problem.Streams;
    }

    [Fact]
    public void Create_FaultyRequest_SaysWhat()
    {
        Assert.Contains("maf, llm", Fault(new() { Name = "nothing" }), StringComparison.Ordinal);
        Assert.Contains("mixed", Fault(new() { Cluster = "tpu" }), StringComparison.Ordinal);
        Assert.Contains("3 types", Fault(new() { Cluster = "mixed", Devices = 2 }), StringComparison.Ordinal);
        Assert.Contains("load", Fault(new() { Load = double.NaN }), StringComparison.Ordinal);
        Assert.Contains("larger SLOs", Fault(new() { SloMultiples = [0.5] }), StringComparison.Ordinal);

        static string Fault(PlanningWorkloadRequest request) => Assert.Throws<ArgumentException>(() => PlanningWorkloads.Create(request)).Message;
    }

    private static double Ratio(PlanningProblem problem, int model)
    {
        var (compute, memory) = (0.0, 0.0);
        for (var batch = 1; batch <= problem.Models[model].MaxBatch; batch = StreamCapacity.NextSize(batch, problem.Models[model].MaxBatch))
        {
            var need = problem.Estimator.Estimate(model, 0, batch)!.Value;
            (compute, memory) = (compute + (need.ComputePercent / 100), memory + ((double)need.MemoryBytes / problem.Devices[0].Type.MemoryBytes));
        }

        return compute / memory;
    }

    /// <summary>What the contract of estimators says.</summary>
    private static void CheckEstimator(PlanningProblem problem)
    {
        for (var model = 0; model < problem.Models.Count; model++)
        {
            for (var pool = 0; pool < problem.Devices.Count; pool++)
            {
                var last = default(ResourceNeed);
                for (var batch = 1; batch <= problem.Models[model].MaxBatch; batch++)
                {
                    var need = problem.Estimator.Estimate(model, pool, batch)!.Value;
                    Assert.InRange(need.ComputePercent, Math.Max(1, last.ComputePercent), 100);
                    Assert.True(need.DurationNs >= last.DurationNs && need.MemoryBytes >= last.MemoryBytes);
                    Assert.Equal(need.DurationNs, problem.Estimator.DurationNs(model, pool, batch, 100));
                    last = need;
                }

                for (var share = 2; share <= 100; share++)
                    Assert.True(problem.Estimator.DurationNs(model, pool, 8, share) <= problem.Estimator.DurationNs(model, pool, 8, share - 1));
            }
        }
    }
}
