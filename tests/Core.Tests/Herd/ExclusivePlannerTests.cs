using Shepherd.Core.Herd;
using Shepherd.Core.Planning;

namespace Shepherd.Core.Tests.Herd;

public class ExclusivePlannerTests
{
    private const double SmallRps = 32 / 0.036;

    private static readonly LinearModel[] Three = [.. Enumerable.Range(0, 3).Select(i => Problems.Small with { Name = $"m{i}" })];

    [Fact]
    public void Plan_ThreeModels_EachHasDevicesOfItsOwnByDemand()
    {
        var plan = Plan(Problems.Of(12, Three, 4 * SmallRps, 2 * SmallRps, SmallRps / 2));
        Assert.All(plan.Devices, d => Assert.Single(d.Lanes[0].Models));
        Assert.Equal([7, 4, 1], Enumerable.Range(0, 3).Select(model => plan.Devices.Count(d => d.Lanes[0].Models[0].Model == model)));
        Assert.Empty(plan.Unplaced);
    }

    [Fact]
    public void Plan_FewerDevicesThanModels_GivesThemToThoseThatAnswerMost()
    {
        var plan = Plan(Problems.Of(2, Three, SmallRps / 8, SmallRps / 2, SmallRps / 4));
        Assert.Equal([1, 2], plan.Devices.Select(d => d.Lanes[0].Models[0].Model).Order());
        var unplaced = Assert.Single(plan.Unplaced);
        Assert.Equal((0, SmallRps / 8), (unplaced.Stream, unplaced.RateRps));
        Assert.Contains("serves one model", unplaced.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_MoreThanAGroup_IsSeveralGroups()
    {
        var plan = Plan(Problems.Of(10, Three, 9 * SmallRps) with { GroupDevices = 4 });
        Assert.Equal([3, 3, 4], Enumerable.Range(0, 3).Select(g => plan.Devices.Count(d => d.Lanes[0].Group == g)).Order());
        Assert.Equal(9 * SmallRps, plan.Groups.Sum(g => g.Streams.Sum(s => s.GoodputRps)), 1e-3);
    }

    [Fact]
    public void Plan_Cost_TakesTheCheapTypeForWhatIsLittle()
    {
        var problem = Problems.Of([(4, 16, 5, 10), (4, 16, 1, 1)], Three, [(0, 100, SmallRps / 4), (1, 100, 0)]) with { Objective = PlanObjective.Cost };
        var plan = Plan(problem);
        Assert.Equal([1, 1], plan.Devices.Select(d => d.Pool));
    }

    [Fact]
    public void Plan_UnservedModelThatAnIdleTypeCannotServe_GetsTheDeviceOfOneThatCanMoveThere()
    {
        // Model 1 is too large for type 1; model 0 takes type 0 first, since it answers more there.
        var problem = Problems.Of([(1, 16, 1, 1), (2, 4, 1, 1)], [Three[0], Three[1] with { WeightMiB = 8_000 }], [(0, 100, SmallRps / 2), (1, 100, SmallRps / 4)]);
        var plan = Plan(problem);
        Assert.Empty(plan.Unplaced);
        Assert.Equal([1], plan.Devices.Single(d => d.Pool == 0).Lanes[0].Models.Select(m => m.Model));
        Assert.Equal(2, plan.Devices.Count(d => d.Pool == 1));
    }

    [Fact]
    public void Plan_Overloaded_NamesTheTypesThatWereInTheWay()
    {
        var plan = Plan(Problems.Of([(1, 16, 1, 1), (3, 4, 1, 1)], [Three[0] with { WeightMiB = 8_000 }, Three[1] with { WeightMiB = 8_000 }], [(0, 100, SmallRps / 2), (1, 100, SmallRps / 4)]));
        Assert.Contains("each of the 1 devices in use of the types that keep its SLO (type0)", Assert.Single(plan.Unplaced).Reason, StringComparison.Ordinal);
        Assert.Contains(plan.Reasons, r => r.Subject == "type type1" && r.Text.StartsWith("0 of 3 devices", StringComparison.Ordinal));
    }

    private static PlacementPlan Plan(PlanningProblem problem)
    {
        var plan = new ExclusivePlanner().Plan(problem);
        Assert.Null(PlacementCheck.FindFault(problem, plan));
        return plan;
    }
}
