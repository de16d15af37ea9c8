using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;
using Shepherd.Core.Tests.Planning;
using Shepherd.Core.Usher.Scheduling;

namespace Shepherd.Core.Tests.Usher.Scheduling;

public class UsherOptionsTests
{
    public static TheoryData<string, double> Ablations => new()
    {
        { "joint search", 1.3 },
        { "sorting", 1.01 },
    };

    /// <summary>Each step of the published algorithm saves devices, in the sum over seeds.</summary>
    [Theory]
    [MemberData(nameof(Ablations))]
    public void Plan_WithoutAStep_CostsMore(string step, double atLeast)
    {
        var less = step switch
        {
            "joint search" => UsherOptions.Published with { SearchesJointly = false },
            _ => UsherOptions.Published with { Sorts = false },
        };
        var (full, without) = (0.0, 0.0);
        for (ulong seed = 1; seed <= 30; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 20, [200, 100, 50], 1500) with { Objective = PlanObjective.Cost };
            full += Cost(problem, UsherOptions.Published);
            without += Cost(problem, less);
        }

        Assert.True(without > atLeast * full, $"{without} without {step}, {full} with it");
    }

    /// <summary>Half of the models need compute and half memory, and the former come first: without classes, those that cannot share devices are searched together.</summary>
    [Fact]
    public void Plan_WithoutClasses_UnlikeModelsDoNotMeet()
    {
        var (full, without) = (0.0, 0.0);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var random = new SeededRandom(seed);
            SeededEstimator.Model Draw(bool isCompute) => isCompute
                ? new(3e6, 0.5e6, 30 + (20 * random.NextUnit()), 500_000_000, 1_000_000)
                : new(3e6, 0.5e6, 2 + (3 * random.NextUnit()), (long)(1e9 * (6 + (4 * random.NextUnit()))), 1_000_000);
            var problem = RandomProblem.Ordinary(seed, 20, [200], 600) with
            {
                Objective = PlanObjective.Cost,
                Estimator = new SeededEstimator([.. Enumerable.Range(0, 20).Select(i => Draw(i < 10))], [1]),
            };
            full += Cost(problem, UsherOptions.Published);
            without += Cost(problem, UsherOptions.Published with { UsesClasses = false });
        }

        Assert.True(without > 1.05 * full, $"{without} without classes, {full} with them");
    }

    [Fact]
    public void Plan_Headroom_LanesWithNeighboursHaveTimeLeft()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 20, [60], 1500) with { Objective = PlanObjective.Cost };
            var (with, without) = (new UsherPlanner(new() { HeadroomShare = 0.2 }).Plan(problem), new UsherPlanner(new() { HeadroomShare = 0 }).Plan(problem));
            PlanChecks.Valid(problem, with);
            Assert.True(CostPerH(problem, with) >= CostPerH(problem, without));
            foreach (var lane in with.Devices.Where(d => d.Lanes.Count > 1).SelectMany(d => d.Lanes))
            {
                var model = lane.Models[0];
                Assert.All(with.Groups[lane.Group].Streams, s => Assert.True(model.DurationNs * (model.MaxBatch > 1 ? 2 : 1) <= 0.8 * problem.Streams[s.Stream].SloNs));
            }

            // And no more is promised than lanes answer in the time that neighbours leave them.
            for (var group = 0; group < with.Groups.Count; group++)
            {
                var most = with.Devices.SelectMany(d => d.Lanes.Where(l => l.Group == group).Select(l => (d.Lanes.Count > 1 ? 0.8 : 1) * l.Models[0].MaxBatch * 1e9 / l.Models[0].DurationNs)).Sum();
                var share = with.Groups[group].Streams[0];
                Assert.InRange(with.Groups[group].BurstTolerance * share.Share * problem.Streams[share.Stream].RateRps, 0, most * (1 + 1e-6));
            }
        }
    }

    [Fact]
    public void Plan_BurstSigmas_ProvideForMoreThanTheMean()
    {
        var problem = RandomProblem.Ordinary(3, 10, [80], 3000) with { Objective = PlanObjective.Cost };
        var (bare, more) = (new UsherPlanner(new() { BurstSigmas = 0 }).Plan(problem), new UsherPlanner(new() { BurstSigmas = 3 }).Plan(problem));
        Assert.True(CostPerH(problem, more) > CostPerH(problem, bare));
        Assert.True(more.Groups.Min(g => g.BurstTolerance) > bare.Groups.Min(g => g.BurstTolerance));
    }

    [Fact]
    public void Plan_GrowingLanes_HaveMoreCapacityOnTheSameDevices()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var problem = RandomProblem.Ordinary(seed, 12, [40], 2500) with { Objective = PlanObjective.Cost };
            var (grown, bare) = (new UsherPlanner().Plan(problem), new UsherPlanner(new() { GrowsLanes = false }).Plan(problem));
            PlanChecks.Valid(problem, grown);
            Assert.Equal(bare.Devices.Count, grown.Devices.Count);
            Assert.True(grown.Groups.Average(g => g.BurstTolerance) > bare.Groups.Average(g => g.BurstTolerance));
        }
    }

    [Fact]
    public void Plan_TooFewDevicesForBursts_ServesTheMeanOfAllFirst()
    {
        // With what bursts ask for the devices do not suffice; for the rates themselves they do.
        var problem = RandomProblem.Ordinary(3, 10, [80], 3000) with { Objective = PlanObjective.Cost };
        var bare = new UsherPlanner(new() { BurstSigmas = 0 }).Plan(problem);
        var tight = problem with { Devices = [problem.Devices[0] with { Count = bare.Devices.Count }] };
        var plan = new UsherPlanner(new() { BurstSigmas = 8 }).Plan(tight);
        PlanChecks.Valid(tight, plan);
        Assert.Equal(PlanChecks.GoodputRps(bare), PlanChecks.GoodputRps(plan), 1e-6);
    }

    [Fact]
    public void Plan_SharesBelowCreq_AreTried()
    {
        var problem = RandomProblem.Ordinary(3, 10, [20], 9000);
        var plan = new UsherPlanner(new() { ShareStepPercent = 10 }).Plan(problem);
        PlanChecks.Valid(problem, plan);
        Assert.Contains(plan.Devices.SelectMany(d => d.Lanes.Select(l => (Device: d, Lane: l))), l =>
            l.Lane.ComputePercent < problem.Estimator.Estimate(l.Lane.Models[0].Model, l.Device.Pool, l.Lane.Models[0].MaxBatch)!.Value.ComputePercent - 1);
    }

    [Fact]
    public void FindFault_WrongValues_SaysWhich()
    {
        Assert.Null(new UsherOptions().FindFault());
        Assert.Null(UsherOptions.Published.FindFault());
        Assert.Contains("models a group", new UsherOptions { GroupModels = 3 }.FindFault(), StringComparison.Ordinal);
        Assert.Contains("class ratio", new UsherOptions { ClassRatio = 1 }.FindFault(), StringComparison.Ordinal);
        Assert.Contains("burst sigmas", new UsherOptions { BurstSigmas = double.NaN }.FindFault(), StringComparison.Ordinal);
        Assert.Contains("share steps", new UsherOptions { ShareStepPercent = -1 }.FindFault(), StringComparison.Ordinal);
        Assert.Contains("improvement", new UsherOptions { ImprovementTries = -1 }.FindFault(), StringComparison.Ordinal);
        Assert.Contains("steps", new UsherOptions { StepsMax = 0 }.FindFault(), StringComparison.Ordinal);
    }

    private static double Cost(PlanningProblem problem, UsherOptions options)
    {
        var plan = new UsherPlanner(options).Plan(problem);
        PlanChecks.Valid(problem, plan);
        return CostPerH(problem, plan);
    }

    private static double CostPerH(PlanningProblem problem, PlacementPlan plan) => PlanChecks.CostPerH(problem, plan);
}
