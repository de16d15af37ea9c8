using Shepherd.Core.Herd;
using Shepherd.Core.Planning;

namespace Shepherd.Core.Tests.Herd;

public class HerdPlannerTests
{
    /// <summary>Of <see cref="Problems.Small"/> at an SLO of 100 ms: batches of 32 in 36 ms.</summary>
    private const double SmallRps = 32 / 0.036;

    private static readonly HerdPlanner Herd = new();

    [Fact]
    public void Plan_OneModelOneDevice_ServesItThere()
    {
        var plan = Plan(Problems.Of(1, [Problems.Small], SmallRps / 2));
        Assert.Equal(new StreamShare(0, 1, SmallRps / 2), Assert.Single(Assert.Single(plan.Groups).Streams));
        Assert.Equal(2, plan.Groups[0].BurstTolerance, 1e-9);
        Assert.Equal(32, plan.Devices[0].Lanes[0].Models[0].MaxBatch);
        Assert.Empty(plan.Unplaced);
    }

    [Fact]
    public void Plan_CompatibleModels_ShareAGroup()
    {
        var plan = Plan(Problems.Of(4, [Problems.Small, Problems.Small with { Name = "b" }], SmallRps, SmallRps / 2));
        Assert.Single(plan.Groups);
        Assert.Equal(4, plan.Devices.Count);
        Assert.All(plan.Devices, d => Assert.Equal(2, d.Lanes[0].Models.Count));
    }

    [Fact]
    public void Plan_IncompatibleModels_AreKeptApart()
    {
        var plan = Plan(Problems.Of(4, [Problems.Small, new("heavy", 20, 5, 1_000)], SmallRps, 10));
        Assert.Equal(2, plan.Groups.Count);
        Assert.All(plan.Groups, g => Assert.Single(g.Streams));
    }

    [Fact]
    public void Plan_IncompatibleModelsOneDevice_ShareItForWantOfAnother()
    {
        var plan = Plan(Problems.Of(1, [Problems.Small, new("heavy", 20, 5, 1_000)], SmallRps / 4, 10));
        Assert.Equal(2, Assert.Single(plan.Groups).Streams.Count);
        Assert.Empty(plan.Unplaced);
        Assert.Contains(plan.Reasons, r => r.Subject == "affinity" && r.Text.EndsWith("48 is used", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_StreamsOfOneModelAndSlo_AreOne()
    {
        var problem = Problems.Of([(4, 16, 1, 1)], [Problems.Small], [(0, 100, 100), (0, 100, 200), (0, 50, 50)]);
        Assert.Equal(2, Herd.ModelOf(problem, 0).Streams.Count);
        Assert.Equal(300 / SmallRps, Herd.ModelOf(problem, 0).Streams[0].Devices, 1e-9);
    }

    [Fact]
    public void Plan_MoreThanAGroup_IsDividedAmongGroups()
    {
        var problem = Problems.Of(16, [Problems.Small], 10 * SmallRps) with { GroupDevices = 4 };
        var plan = Plan(problem);
        Assert.Equal(4, plan.Groups.Count);
        Assert.Equal(16, plan.Devices.Count);
        Assert.Equal(10 * SmallRps, plan.Groups.Sum(g => g.Streams[0].GoodputRps), 1e-3);
    }

    [Fact]
    public void Plan_LoadThatFits_IsServedThoughBurstToleranceIsLess()
    {
        // Alone by burst tolerance: two full groups of 12, of which one has work for 16 devices.
        var plan = Plan(Problems.Of(24, [.. Enumerable.Range(0, 3).Select(i => Problems.Small with { Name = $"m{i}", WeightMiB = 5_000 })], 6 * SmallRps, 6 * SmallRps, 6 * SmallRps));
        Assert.All(plan.Groups, g => Assert.True(g.Streams.Sum(s => s.GoodputRps) > 0));
        Assert.Equal(18 * SmallRps, plan.Groups.Sum(g => g.Streams.Sum(s => s.GoodputRps)), 1e-3);
    }

    [Fact]
    public void Plan_NotAllModelsFit_KeepsThoseThatAnswerMostAndNamesTheOthers()
    {
        var models = Enumerable.Range(0, 5).Select(i => Problems.Small with { Name = $"m{i}", WeightMiB = 6_000 }).ToList();
        var plan = Plan(Problems.Of(1, models, 10, 50, 20, 40, 30));
        Assert.Equal([1, 3], plan.Groups[0].Streams.Select(s => s.Stream));
        Assert.Equal([0, 2, 4], plan.Unplaced.Select(u => u.Stream));
        Assert.Equal([10, 20, 30], plan.Unplaced.Select(u => u.RateRps));
        Assert.All(plan.Unplaced, u => Assert.Contains("no capacity left", u.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_ModelLargerThanAnyDevice_SaysSo() => Assert.Contains(
        "model 'huge' needs 20.97 GB", Assert.Single(Plan(Problems.Of(2, [Problems.Small, new("huge", 1, 4, 20_000)], 10, 10)).Unplaced).Reason, StringComparison.Ordinal);

    [Fact]
    public void Plan_SloThatNoBatchMeets_SaysSo() => Assert.Contains(
        "takes 105 ms on type0, past the SLO of 100 ms", Assert.Single(Plan(Problems.Of(2, [new("slow", 100, 5, 100)], 10)).Unplaced).Reason, StringComparison.Ordinal);

    [Fact]
    public void Plan_ModelUnknownToEveryType_SaysSo()
    {
        var problem = Problems.Of(2, [Problems.Small], 10);
        ((LinearEstimator)problem.Estimator).Unknown.Add((0, 0));
        Assert.Contains("is not known to run on type0", Assert.Single(Plan(problem).Unplaced).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_NoDemand_KeepsTheModelsResident()
    {
        var plan = Plan(Problems.Of(3, [Problems.Small, Problems.Small with { Name = "b" }], 0, 0));
        Assert.Empty(plan.Unplaced);
        Assert.Equal([0, 1], plan.Groups.SelectMany(g => g.Streams).Select(s => s.Stream).Order());
        Assert.Single(plan.Devices);
    }

    [Fact]
    public void Plan_NoStreams_IsEmpty() => Assert.Empty(Plan(Problems.Of(3, [Problems.Small])).Devices);

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e12)]
    public void Plan_TinyOrHugeRates_ArePlaced(double rate)
    {
        var plan = Plan(Problems.Of(30, [Problems.Small, Problems.Small with { Name = "b" }], rate, rate / 3));
        Assert.DoesNotContain(plan.Unplaced, u => !u.IsSent);
        Assert.All(plan.Groups, g => Assert.True(double.IsFinite(g.BurstTolerance) && g.BurstTolerance > 0));
    }

    [Fact]
    public void Plan_TinyStreamBesideAHugeOne_KeepsItsPlace()
    {
        // Their sum is that of the huge one alone.
        var plan = Plan(Problems.Of([(30, 16, 1, 1)], [Problems.Small], [(0, 100, 1e12), (0, 100, 1e-6)]));
        Assert.Contains(plan.Groups, g => g.Streams.Any(s => s is { Stream: 1, Share: 1 }));
    }

    [Fact]
    public void Plan_GroupsOfOneDevice_NeverShareAQueue()
    {
        var plan = Plan(Problems.Of(6, [Problems.Small, Problems.Small with { Name = "b" }], 3 * SmallRps, SmallRps) with { GroupDevices = 1 });
        Assert.Equal(6, plan.Groups.Count);
        Assert.Equal(4 * SmallRps, plan.Groups.Sum(g => g.Streams.Sum(s => s.GoodputRps)), SmallRps / 100);
    }

    [Fact]
    public void Plan_TwoTypes_GivesEachWhatItDoesBest()
    {
        // The second is twice as quick, so it gets twice the work of the same model.
        var plan = Plan(Problems.Of([(4, 16, 1, 1), (4, 16, 1, 2)], [Problems.Small], [(0, 100, 6 * SmallRps)]));
        var byPool = plan.Groups.Select((g, i) => (plan.Devices.First(d => d.Lanes[0].Group == i).Pool, Rps: g.Streams.Sum(s => s.Share) * 6 * SmallRps)).GroupBy(g => g.Pool).ToDictionary(g => g.Key, g => g.Sum(x => x.Rps));
        Assert.Equal(6 * SmallRps, plan.Groups.Sum(g => g.Streams.Sum(s => s.GoodputRps)), 1e-3);
        // Batches of 64 in 34 ms on the quick one.
        Assert.Equal(64 / 0.034 / SmallRps, byPool[1] / byPool[0], 0.05);
    }

    [Fact]
    public void Plan_LargeModelSmallType_GoesToTheOther()
    {
        var plan = Plan(Problems.Of([(4, 8, 1, 1), (2, 40, 1, 1)], [Problems.Small, new("large", 1, 4, 20_000)], [(0, 100, 100), (1, 100, 100)]));
        Assert.Empty(plan.Unplaced);
        Assert.All(plan.Devices.Where(d => d.Lanes[0].Models.Any(m => m.Model == 1)), d => Assert.Equal(1, d.Pool));
    }

    [Fact]
    public void Plan_TypeWithoutRoom_SendsModelsToTheOther()
    {
        // The quicker type is preferred by all, and its one device holds two of them.
        var models = Enumerable.Range(0, 4).Select(i => Problems.Small with { Name = $"m{i}", WeightMiB = 7_000 }).ToList();
        var plan = Plan(Problems.Of([(1, 16, 1, 4), (2, 16, 1, 1)], models, [.. Enumerable.Range(0, 4).Select(i => (i, 100.0, 10.0))]));
        Assert.Empty(plan.Unplaced);
    }

    [Fact]
    public void Plan_Cost_TakesTheFewestDevicesThatLeaveRoom()
    {
        var problem = Problems.Of(40, [Problems.Small], 8 * SmallRps) with { Objective = PlanObjective.Cost };
        var plan = Plan(problem);
        // 8 ÷ 0.8, and no more for bursts in so large a group.
        Assert.Equal(10, plan.Devices.Count);
        Assert.Empty(plan.Unplaced);
    }

    [Fact]
    public void Plan_CostSmallDemand_TakesTheCheapDeviceThoughTheOtherHasMoreForItsPrice()
    {
        // Ten times the work for five times the price, but one small device is enough.
        var problem = Problems.Of([(4, 16, 5, 10), (4, 16, 1, 1)], [Problems.Small], [(0, 100, SmallRps / 4)]) with { Objective = PlanObjective.Cost };
        Assert.Equal(1, Assert.Single(Plan(problem).Devices).Pool);
    }

    [Fact]
    public void Plan_CostMoreThanTheClusterServes_UsesItAll()
    {
        var plan = Plan(Problems.Of(4, [Problems.Small], 8 * SmallRps) with { Objective = PlanObjective.Cost });
        Assert.Equal(4, plan.Devices.Count);
        Assert.Equal(4 * SmallRps, plan.Groups.Sum(g => g.Streams.Sum(s => s.GoodputRps)), 1);
    }

    [Fact]
    public void Plan_RatesDrift_LeavesTheModelsWhereTheyAre()
    {
        var models = Enumerable.Range(0, 12).Select(i => Problems.Small with { Name = $"m{i}", WeightMiB = 3_500 }).ToList();
        var rates = Enumerable.Range(0, 12).Select(i => SmallRps * (0.2 + (0.05 * i))).ToArray();
        var before = Plan(Problems.Of(12, models, rates) with { GroupDevices = 4 });
        var drifted = Problems.Of(12, models, [.. rates.Select((_, i) => rates[(i / 3 * 3) + ((i + 1) % 3)])]) with { GroupDevices = 4 };
        var after = Plan(drifted with { Running = before });
        Assert.Equal(Residents(before), Residents(after));
        Assert.NotEqual(Residents(before), Residents(Plan(drifted)));
    }

    [Fact]
    public void Plan_RunningPlanNoLongerServes_IsLeft()
    {
        var models = Enumerable.Range(0, 2).Select(i => Problems.Small with { Name = $"m{i}" }).ToList();
        var before = Plan(Problems.Of(4, models, SmallRps, SmallRps) with { GroupDevices = 2 });
        var after = Plan(Problems.Of(4, models, 3 * SmallRps, SmallRps / 2) with { GroupDevices = 2, Running = before });
        Assert.Equal(3.5 * SmallRps, after.Groups.Sum(g => g.Streams.Sum(s => s.GoodputRps)), 1);
    }

    [Fact]
    public void Plan_FaultyProblem_NamesTheFault()
    {
        var fault = Assert.Throws<ArgumentException>(() => Herd.Plan(Problems.Of(1, [Problems.Small], double.NaN)));
        Assert.Contains("stream 's0': its rate is NaN", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no device", Assert.Throws<ArgumentException>(() => Herd.Plan(Problems.Of(0, [Problems.Small], 1))).Message, StringComparison.Ordinal);
        Assert.Contains("affinity limit of 0.5", Assert.Throws<ArgumentException>(() => new HerdPlanner(new HerdOptions { AffinityMax = 0.5 })).Message, StringComparison.Ordinal);
    }

    private static PlacementPlan Plan(PlanningProblem problem)
    {
        var plan = Herd.Plan(problem);
        Assert.Null(PlacementCheck.FindFault(problem, plan));
        return plan;
    }

    private static IEnumerable<(int, string)> Residents(PlacementPlan plan) => plan.Devices.Select(d => (d.Id, string.Join(',', d.Lanes.SelectMany(l => l.Models).Select(m => m.Model))));
}
