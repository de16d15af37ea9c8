using Shepherd.Core.Planning;
using Shepherd.Core.Tests.Planning;
using Shepherd.Core.Usher.Scheduling;

namespace Shepherd.Core.Tests.Usher.Scheduling;

public class UsherPlannerTests
{
    /// <summary>Fewer steps: what plans hold does not depend on how good they are.</summary>
    private static readonly UsherOptions Few = new() { StepsMax = 1_000_000 };
    private static readonly UsherPlanner Quick = new(Few);

    [Fact]
    public void Plan_RandomProblems_HoldsEveryInvariant()
    {
        for (ulong seed = 0; seed < 150; seed++)
        {
            var problem = RandomProblem.Of(seed);
            var plan = Quick.Plan(problem);
            PlanChecks.Valid(problem, plan);
            foreach (var device in plan.Devices)
                Assert.Distinct(device.Lanes.SelectMany(l => l.Models).Select(m => m.Model));
        }
    }

    [Fact]
    public void Plan_RandomProblems_EveryLaneKeepsItsStreamsSlo()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var problem = RandomProblem.Of(seed);
            var plan = Quick.Plan(problem);
            foreach (var lane in plan.Devices.SelectMany(d => d.Lanes))
            {
                var model = Assert.Single(lane.Models);
                foreach (var share in plan.Groups[lane.Group].Streams)
                    Assert.InRange(model.DurationNs * (model.MaxBatch > 1 ? 2 : 1), 1, problem.Streams[share.Stream].SloNs);
            }
        }
    }

    [Fact]
    public void Plan_SameProblemTwice_IsTheSamePlan()
    {
        for (ulong seed = 0; seed < 20; seed++)
            Assert.Equal(PlanChecks.Text(Quick.Plan(RandomProblem.Of(seed))), PlanChecks.Text(new UsherPlanner(Few).Plan(RandomProblem.Of(seed))));
    }

    [Theory]
    [InlineData(PlanObjective.Cost)]
    [InlineData(PlanObjective.Goodput)]
    public void Plan_PermutedModels_IsAsGood(PlanObjective objective)
    {
        var (sum, permutedSum) = (0.0, 0.0);
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 12, [40, 20]) with { Objective = objective };
            var order = Enumerable.Range(0, 12).Select(i => (i * 5) % 12).ToArray();
            var permuted = problem with
            {
                Models = [.. order.Select(i => problem.Models[i])],
                Streams = [.. order.Select((old, now) => problem.Streams[old] with { Model = now })],
                Estimator = ((SeededEstimator)problem.Estimator).Permute(order),
            };
            var (plan, other) = (new UsherPlanner().Plan(problem), new UsherPlanner().Plan(permuted));
            PlanChecks.Valid(permuted, other);
            Assert.Equal(PlanChecks.GoodputRps(plan), PlanChecks.GoodputRps(other), 1e-6 * PlanChecks.GoodputRps(plan));
            sum += PlanChecks.CostPerH(problem, plan);
            permutedSum += PlanChecks.CostPerH(permuted, other);
        }

        Assert.InRange(permutedSum / sum, 0.97, 1.03);
    }

    [Fact]
    public void Plan_EnoughDevices_ServesAllNearTheLeastCost()
    {
        var ratios = new List<double>();
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 20, [400, 300, 200], rateRps: 10_000) with { Objective = PlanObjective.Cost };
            var plan = new UsherPlanner(new() { HeadroomShare = 0, BurstSigmas = 0 }).Plan(problem);
            PlanChecks.Valid(problem, plan);
            Assert.Empty(plan.Unplaced);
            ratios.Add(PlanChecks.CostPerH(problem, plan) / CostAtLeast(problem));
        }

        Assert.True(ratios.Min() >= 1 && ratios.Average() < 1.35, string.Join(' ', ratios));
    }

    [Fact]
    public void Plan_TooFewDevices_ServesTheMostGoodputForTheRoom()
    {
        // Two models alike but for their rate per share of a device: 900 requests/s of the cheap one fill the only device.
        var problem = Two(rateRps: 900, alphaMs: [1, 10]);
        var plan = new UsherPlanner().Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.Equal(0, plan.Groups[0].Streams[0].Stream);
        Assert.Contains(plan.Unplaced, u => u.Stream == 1 && u.Reason.Contains("no device has room", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_NothingCanServe_SaysWhy()
    {
        var device = new DevicePool(new DeviceType("small", 16_000_000_000, 1), 2);
        var estimator = new SeededEstimator(
            [new(1e6, 1e6, 5, 99_000_000_000, 1), new(50e6, 1e6, 5, 1, 1), new(1e6, 1e6, 5, 1, 1, FirstPool: 1), new(1e6, 1e6, 5, 1000, 1)], [1]);
        var problem = new PlanningProblem(
            [.. "abcd".Select(c => new PlannedModel(c.ToString(), 8))],
            [.. Enumerable.Range(0, 4).Select(i => new ModelStream($"s{i}", i, 20_000_000, i < 3 ? 10 : 0))],
            [device],
            estimator);
        var plan = new UsherPlanner().Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.Contains("99 GB, more than any device has", plan.Unplaced[0].Reason, StringComparison.Ordinal);
        Assert.Contains("51 ms even on a whole small, past its SLO of 20 ms", plan.Unplaced[1].Reason, StringComparison.Ordinal);
        Assert.Contains("no device type", plan.Unplaced[2].Reason, StringComparison.Ordinal);

        // A stream without demand is resident all the same.
        Assert.Equal(3, Assert.Single(Assert.Single(plan.Groups).Streams).Stream);
    }

    [Fact]
    public void Plan_WrongProblem_IsRefused()
    {
        var problem = RandomProblem.Ordinary(1, 2, [1]) with { GroupDevices = 0 };
        Assert.Contains("devices a group", Assert.Throws<ArgumentException>(() => new UsherPlanner().Plan(problem)).Message, StringComparison.Ordinal);
        Assert.Contains("headroom", Assert.Throws<ArgumentException>(() => new UsherPlanner(new() { HeadroomShare = 2 }).Plan(problem with { GroupDevices = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_ManyReplicas_FormGroupsWithinTheLimit()
    {
        var problem = RandomProblem.Ordinary(3, 2, [60], rateRps: 20_000) with { GroupDevices = 4 };
        var plan = new UsherPlanner().Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.True(plan.Groups.Count(g => g.Streams[0].Stream == 0) > 1);
    }

    [Fact]
    public void Plan_SpareDevices_GetReplicasForBursts()
    {
        var problem = RandomProblem.Ordinary(5, 6, [40]);
        var (filled, bare) = (new UsherPlanner().Plan(problem), new UsherPlanner(new() { SpareBurst = 1 }).Plan(problem));
        PlanChecks.Valid(problem, filled);
        Assert.True(filled.Devices.Count > bare.Devices.Count);
        Assert.True(filled.Groups.Min(g => g.BurstTolerance) > bare.Groups.Min(g => g.BurstTolerance));
    }

    [Fact]
    public void Plan_LooserStreamsOfAModel_HaveReplicasOfTheirOwnWhereThatIsCheaper()
    {
        // A tight trickle beside a loose flood: together the flood would run in batches of one.
        var problem = new PlanningProblem(
            [new PlannedModel("m", 128)],
            [new ModelStream("tight", 0, 12_000_000, 10), new ModelStream("loose", 0, 200_000_000, 3000)],
            [new DevicePool(new DeviceType("small", 16_000_000_000, 1), 50)],
            new SeededEstimator([new(5e6, 0.1e6, 20, 1_000_000_000, 1_000_000)], [1])) with
        { Objective = PlanObjective.Cost };
        var plan = new UsherPlanner().Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.All(plan.Groups, g => Assert.Single(g.Streams));
        var together = new UsherPlanner().Plan(problem with { Streams = [problem.Streams[0], problem.Streams[1] with { SloNs = 12_000_000 }] });
        Assert.True(plan.Devices.Count < together.Devices.Count);
    }

    private static PlanningProblem Two(double rateRps, double[] alphaMs) => new(
        [.. alphaMs.Select((_, i) => new PlannedModel($"m{i}", 128))],
        [.. alphaMs.Select((_, i) => new ModelStream($"s{i}", i, 400_000_000, rateRps))],
        [new DevicePool(new DeviceType("small", 16_000_000_000, 1), 1)],
        new SeededEstimator([.. alphaMs.Select(a => new SeededEstimator.Model(1e6, a * 1e6, 60, 1_000_000_000, 1_000_000))], [1]));

    /// <summary>
    /// No plan with one configuration per model is cheaper: a device has as much compute and memory together, in any mixture of the two, as its price pays for, and replicas of a model are on
    /// devices of their own.
    /// </summary>
    private static double CostAtLeast(PlanningProblem problem) => Math.Max(
        problem.Streams.Max(s => CostAtLeast(problem, s, (_, _) => 1)),
        Enumerable.Range(0, 21).Max(i => problem.Streams.Sum(s => CostAtLeast(problem, s, (compute, memory) => (compute * i / 20) + (memory * (20 - i) / 20)))));

    private static double CostAtLeast(PlanningProblem problem, ModelStream stream, Func<double, double, double> weigh)
    {
        var least = double.PositiveInfinity;
        for (var pool = 0; pool < problem.Devices.Count; pool++)
        {
            for (var batch = 1; batch <= 128; batch *= 2)
            {
                if (problem.Estimator.Estimate(stream.Model, pool, batch) is not { } need || need.DurationNs * (batch > 1 ? 2 : 1) > stream.SloNs)
                    continue;
                var replicas = Math.Ceiling((stream.RateRps * need.DurationNs / (batch * 1e9)) - 1e-9);
                var part = weigh(need.ComputePercent / 100, (double)need.MemoryBytes / problem.Devices[pool].Type.MemoryBytes);
                least = Math.Min(least, problem.Devices[pool].Type.PricePerH * replicas * part);
            }
        }

        return least;
    }
}
