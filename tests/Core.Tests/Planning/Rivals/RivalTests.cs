using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Rivals;

namespace Shepherd.Core.Tests.Planning.Rivals;

public class RivalTests
{
    public static TheoryData<string> Methods => ["gpulet", "alpaserve", "parva"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_RandomProblems_HoldsEveryInvariant(string method)
    {
        for (ulong seed = 0; seed < 150; seed++)
        {
            var problem = RandomProblem.Of(seed);
            var plan = Planner(method).Plan(problem);
            Assert.Equal(method, plan.Method);
            PlanChecks.Valid(problem, plan);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_SameProblemTwice_IsTheSamePlan(string method)
    {
        for (ulong seed = 0; seed < 20; seed++)
            Assert.Equal(PlanChecks.Text(Planner(method).Plan(RandomProblem.Of(seed))), PlanChecks.Text(Planner(method).Plan(RandomProblem.Of(seed))));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_PermutedModels_IsAsGood(string method)
    {
        var (sum, permutedSum) = (0.0, 0.0);
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 12, [80, 20], 3000) with { Objective = PlanObjective.Cost };
            var order = Enumerable.Range(0, 12).Select(i => (i * 5) % 12).ToArray();
            var permuted = problem with
            {
                Models = [.. order.Select(i => problem.Models[i])],
                Streams = [.. order.Select((old, now) => problem.Streams[old] with { Model = now })],
                Estimator = ((SeededEstimator)problem.Estimator).Permute(order),
            };
            sum += PlanChecks.CostPerH(problem, Planner(method).Plan(problem));
            permutedSum += PlanChecks.CostPerH(permuted, Planner(method).Plan(permuted));
        }

        Assert.InRange(permutedSum / sum, 0.97, 1.03);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_EnoughDevices_ServesAllAtLessThanThreeTimesUshersCost(string method)
    {
        var (sum, usherSum) = (0.0, 0.0);
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 20, [400, 200, 100], 2000) with { Objective = PlanObjective.Cost };
            var (plan, usher) = (Planner(method).Plan(problem), new Core.Usher.Scheduling.UsherPlanner(new() { StepsMax = 1_000_000 }).Plan(problem));
            PlanChecks.Valid(problem, plan);
            Assert.Empty(plan.Unplaced);
            (sum, usherSum) = (sum + PlanChecks.CostPerH(problem, plan), usherSum + PlanChecks.CostPerH(problem, usher));
        }

        Assert.InRange(sum / usherSum, 0.5, 3);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_SpareDevices_AreUsedForGoodput(string method)
    {
        var problem = RandomProblem.Ordinary(1, 10, [60], 1500);
        var (filled, bare) = (Planner(method).Plan(problem), Planner(method, new() { SpareBurst = 0 }).Plan(problem));
        PlanChecks.Valid(problem, filled);
        Assert.True(filled.Groups.Min(g => g.BurstTolerance) > bare.Groups.Min(g => g.BurstTolerance));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_TooFewDevices_UsesThemAllAndSaysSo(string method)
    {
        var problem = RandomProblem.Ordinary(2, 20, [5], 5000);
        var plan = Planner(method).Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.Equal(5, plan.Devices.Count);
        Assert.All(plan.Unplaced, u => Assert.Contains("add", u.Reason, StringComparison.Ordinal));
        Assert.NotEmpty(plan.Unplaced);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Plan_WrongInput_IsRefused(string method)
    {
        Assert.Throws<ArgumentException>(() => Planner(method).Plan(RandomProblem.Ordinary(1, 2, [1]) with { GroupDevices = 0 }));
        Assert.Throws<ArgumentException>(() => Planner(method, new() { BurstSigmas = -1 }).Plan(RandomProblem.Ordinary(1, 2, [1])));
    }

    [Fact]
    public void Plan_Gpulet_HasAtMostTwoPartitionsOfItsSizes()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            foreach (var device in new GpuletPlanner().Plan(RandomProblem.Of(seed)).Devices)
            {
                Assert.InRange(device.Lanes.Count, 1, 2);
                Assert.All(device.Lanes, l => Assert.Contains((int)Math.Round(l.ComputePercent), new[] { 20, 40, 50, 60, 80, 100 }));
            }
        }
    }

    [Fact]
    public void Plan_GpuletWithSmallRates_SharesPartitionsInTime()
    {
        var problem = RandomProblem.Ordinary(4, 20, [20], 20) with { Objective = PlanObjective.Cost };
        var plan = new GpuletPlanner().Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.Contains(plan.Devices.SelectMany(d => d.Lanes), l => l.Models.Count > 1);
        Assert.True(plan.Devices.Count < 10);
    }

    [Fact]
    public void Plan_Parva_KeepsItsMarginAndSlices()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 15, [100], 3000);
            var plan = new ParvaPlanner().Plan(problem);
            foreach (var lane in plan.Devices.SelectMany(d => d.Lanes))
            {
                var sevenths = lane.ComputePercent * 7 / 100;
                Assert.Contains(new[] { 1, 2, 3 }, p => Math.Abs((p * sevenths) - Math.Round(p * sevenths)) < 1e-3);
                var sloNs = problem.Streams[plan.Groups[lane.Group].Streams[0].Stream].SloNs;
                Assert.True(lane.Models[0].DurationNs < 0.45 * sloNs || lane.ComputePercent == 100);
            }
        }
    }

    [Fact]
    public void Plan_ParvaForCost_RelocationSavesDevices()
    {
        // For goodput the same segments are left where first fit has put them.
        var (moved, left) = (0, 0);
        var bare = new ParvaPlanner(new() { BurstSigmas = 0, SpareBurst = 0 });
        for (ulong seed = 1; seed <= 20; seed++)
        {
            // Tight SLOs rule out the smallest slices: large ones leave gaps.
            var ordinary = RandomProblem.Ordinary(seed, 25, [200], 300);
            var problem = ordinary with { Streams = [.. ordinary.Streams.Select((s, i) => s with { SloNs = 9_000_000 + (i * 300_000) })] };
            var (cost, goodput) = (bare.Plan(problem with { Objective = PlanObjective.Cost }), bare.Plan(problem));
            Assert.Equal(PlanChecks.GoodputRps(goodput), PlanChecks.GoodputRps(cost), 1e-6 * PlanChecks.GoodputRps(goodput));
            (moved, left) = (moved + cost.Devices.Count, left + goodput.Devices.Count);
        }

        Assert.True(moved < left, $"{moved} devices with relocation, {left} without");
    }

    [Fact]
    public void Plan_AlpaServe_NeverGivesADeviceMoreThanItsTime()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var problem = RandomProblem.Of(seed);
            var plan = new AlpaServePlanner().Plan(problem);
            foreach (var device in plan.Devices)
            {
                var lane = Assert.Single(device.Lanes);
                Assert.Equal(100, lane.ComputePercent);
                var devices = plan.Devices.Count(d => d.Lanes[0].Group == lane.Group);
                var busy = lane.Models.Sum(m => plan.Groups[lane.Group].Streams.Where(s => problem.Streams[s.Stream].Model == m.Model).Sum(s => s.GoodputRps) * m.DurationNs / 1e9 / m.MaxBatch);
                Assert.InRange(busy, 0, devices * (1 + 1e-6));
            }
        }
    }

    private static IPlacementPlanner Planner(string method, RivalOptions? options = null) => method switch
    {
        "gpulet" => new GpuletPlanner(options),
        "alpaserve" => new AlpaServePlanner(options),
        _ => new ParvaPlanner(options),
    };
}
