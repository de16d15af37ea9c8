using Shepherd.Core.Primitives;
using Shepherd.Simulator.Interference;
using Shepherd.Simulator.Plans.Workloads;

namespace Shepherd.Simulator.Tests.Interference;

public class InterferenceTests
{
    [Fact]
    public void LatencyMs_MeasuredModels_LargerShareOrSmallerBatchIsNeverSlowerAlone()
    {
        foreach (var model in LawTable.Models)
        {
            for (var batch = 1; batch <= LawTable.MaxBatch; batch++)
            {
                for (var share = 2; share <= 100; share++)
                {
                    Assert.True(Alone(model, batch, share) <= Alone(model, batch, share - 1), $"{model.Name}, batch {batch}, {share} %");
                    Assert.True(batch == 1 || Alone(model, batch, share) > Alone(model, batch - 1, share), $"{model.Name}, batch {batch}, {share} %");
                }
            }
        }

        static double Alone(LawModel model, int batch, double share) => InterferenceLaw.LatencyMs(LawTable.V100, model, batch, share, []);
    }

    /// <summary>a = (8·10 + 20) ÷ (40 + 0) + 0.5 = 3 ms; 50 kernels wait 0.001 + 0.005·3 − 0.01 ms each; L2 of two others 10 + 2·5 each; 50 + 3·100 W against a cap of 300.</summary>
    [Fact]
    public void LatencyMs_ThreeModels_IsTheFormulaByHand()
    {
        var device = new LawDevice("by hand", 50, 300, 0.3, 0.001, 0.005, -0.01);
        // Power and L2 grow with 10 requests in 3 ms and 5 requests in 1 ms.
        var model = new LawModel("judged", 50, new LawCurve(0, 8, 20, 0, 0.5), 0, 0, 70, 9, 0.002);
        var other = new LawModel("other", 10, new LawCurve(0, 0, 0, 0, 1), 10, 2, 50, 10, 0);

        var latency = InterferenceLaw.LatencyMs(device, model, 10, 40, [(other, 5, 30), (other, 5, 30)]);

        Assert.Equal(((50 * (0.001 + 0.005)) + (3 * (1 + (0.002 * 40)))) / (1 - (0.3 * 50 / 300)), latency, 12);
        Assert.Equal((50 * 0.001) + 3, InterferenceLaw.LatencyMs(device, model, 10, 40, []), 12);
    }

    [Fact]
    public void Slowdown_MoreNeighboursOrBusierOnes_IsNeverLess()
    {
        var workload = PlanningWorkloads.Create(new PlanningWorkloadRequest { Cluster = "mixed" });
        var truth = workload.Truth();
        var random = new SeededRandom(1);
        for (var run = 0; run < 200; run++)
        {
            var (pool, model, batch) = ((int)(random.NextUnit() * 3), (int)(random.NextUnit() * 20), 1 + (int)(random.NextUnit() * 32));
            var neighbours = new List<LaneLoad>();
            var last = 1.0;
            // Past eight neighbours the least ones count by their means.
            for (var count = 1; count <= 8; count++)
            {
                neighbours.Add(truth.Load(pool, (int)(random.NextUnit() * 20), 1 + (int)(random.NextUnit() * 32), 10, random.NextUnit()));
                var now = truth.Slowdown(pool, model, batch, 10, neighbours);
                Assert.True(now >= last, $"run {run}: {now} with {count} neighbours, {last} with one less");
                last = now;
            }

            var busier = neighbours.Select(n => n with { Busy = 1 }).ToList();
            Assert.True(truth.Slowdown(pool, model, batch, 10, busier) >= last);
            Assert.Equal(1, truth.Slowdown(pool, model, batch, 10, [.. neighbours.Select(n => n with { Busy = 0 })]));
        }
    }

    [Fact]
    public void Slowdown_NeighbourBusyHalfTheTime_IsTheMeanOfBusyAndIdle()
    {
        var truth = PlanningWorkloads.Create(new PlanningWorkloadRequest()).Truth();
        var load = truth.Load(0, 1, 16, 50, 1);
        var always = truth.Slowdown(0, 0, 16, 50, [load]);

        Assert.True(always > 1.01);
        Assert.Equal((1 + always) / 2, truth.Slowdown(0, 0, 16, 50, [load with { Busy = 0.5 }]), 12);
    }

    [Fact]
    public void Slowdown_ManyNeighbours_GroupedOnesAreCloseToAllCombinations()
    {
        var truth = PlanningWorkloads.Create(new PlanningWorkloadRequest()).Truth();
        var eight = Enumerable.Range(0, 8).Select(i => truth.Load(0, i, 4, 10, 0.5)).ToList();
        // Two that use next to nothing do not move it; two as large as the others do.
        var idle = eight.Append(eight[0] with { Busy = 1e-9 }).Append(eight[1] with { Busy = 1e-9 }).ToList();
        Assert.Equal(truth.Slowdown(0, 9, 4, 10, eight), truth.Slowdown(0, 9, 4, 10, idle), 6);
        Assert.True(truth.Slowdown(0, 9, 4, 10, [.. eight, eight[0], eight[1]]) > 1.01 * truth.Slowdown(0, 9, 4, 10, eight));
    }

    [Fact]
    public void Slowdown_MoreBandwidthThanThereIs_IsWaitedFor()
    {
        var workload = PlanningWorkloads.Create(new PlanningWorkloadRequest());
        var none = workload.Traits.Select(t => t with { L2Base = 0, L2Full = 0, PowerBase = 0, PowerFull = 0, KernelMs = 1e9, BandwidthPercent = 80 }).ToList();
        var truth = new InterferenceTruth(workload.Problem, none);
        var load = truth.Load(0, 1, 1, 100, 1);

        Assert.Equal(80, load.BandwidthPercent, 9);
        Assert.Equal(1.6, truth.Slowdown(0, 0, 1, 100, [load]), 6);
        Assert.Equal(1, truth.Slowdown(0, 0, 1, 100, [load with { BandwidthPercent = 20 }]), 6);
    }

    [Fact]
    public void Draw_Seeds_AreWithinWhatWasMeasuredAndTheSameAgain()
    {
        var known = LawTable.Models.Select(InterferenceTraits.Of).ToList();
        for (var model = 0; model < 50; model++)
        {
            var drawn = InterferenceTraits.Draw(3, model);
            Assert.Equal(drawn, InterferenceTraits.Draw(3, model));
            Assert.NotEqual(drawn, InterferenceTraits.Draw(4, model));
            Assert.InRange(drawn.Sensitivity, known.Min(t => t.Sensitivity), known.Max(t => t.Sensitivity));
            Assert.InRange(drawn.L2Full, known.Min(t => t.L2Full), known.Max(t => t.L2Full));
            Assert.InRange(drawn.PowerFull, known.Min(t => t.PowerFull), known.Max(t => t.PowerFull));
        }
    }

    [Fact]
    public void Knee_AnyCurve_IsWhereAPercentOfShareIsNoLongerWorthIt()
    {
        var random = new SeededRandom(5);
        for (var run = 0; run < 500; run++)
        {
            var curve = new LawCurve(0, 1 + random.NextUnit(), random.NextUnit(), 20 * random.NextUnit(), 0.2 * random.NextUnit());
            var knee = curve.Knee(1 + (run % 32), 0.25);
            Assert.InRange(knee, 1, 100);
            if (knee < 100)
                Assert.True(Elasticity(curve, 1 + (run % 32), knee) <= 0.25 + 1e-6);
            if (knee > 1 && knee > 2 * curve.K4)
                Assert.True(Elasticity(curve, 1 + (run % 32), knee - 1) >= 0.25 - 1e-6, $"{curve} at {knee}");
        }

        static double Elasticity(LawCurve curve, int batch, double share)
        {
            const double step = 1e-6;
            return -(Math.Log(curve.ActiveMs(batch, share * (1 + step))) - Math.Log(curve.ActiveMs(batch, share))) / Math.Log(1 + step);
        }
    }

    [Theory]
    [InlineData("V100-16", ModelFamily.Cnn, "T4", 1.605, 1.13)]
    [InlineData("A100-80", ModelFamily.Transformer, "A100-80", 1, 1)]
    [InlineData("A100-80", ModelFamily.Transformer, "V100-16", 1 / 0.422, 1 / 0.554)]
    public void DurationNs_AnotherDeviceType_IsAsMuchSlowerAsItsSpeedSays(string reference, ModelFamily family, string type, double scaling, double constant)
    {
        var curve = new LawCurve(0, 200, 100, 0, 4);
        var estimator = new LawEstimator([new LawProfile(family, reference, curve, 1, 1, 1)], [type]);

        // 200·8 + 100 over 50 %, and 4 ms that stay.
        Assert.Equal((34 * scaling) + (4 * constant), estimator.DurationNs(0, 0, 8, 50) / 1e6, 4);
    }

    [Fact]
    public void Estimate_UnknownDeviceType_IsNull()
    {
        var problem = PlanningWorkloads.Create(new PlanningWorkloadRequest()).Problem;
        var profile = new LawProfile(ModelFamily.Cnn, "V100-16", LawTable.Models[0].Curve, 1, 1, 1);
        Assert.Null(new LawEstimator([profile], ["TPU"]).Estimate(0, 0, 1));
        Assert.NotNull(problem.Estimator.Estimate(0, 0, 1));
    }
}
