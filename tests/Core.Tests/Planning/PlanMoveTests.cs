using Shepherd.Core.Planning;

namespace Shepherd.Core.Tests.Planning;

public sealed class PlanMoveTests
{
    private static readonly PlanningProblem Problem = new(
        [new PlannedModel("a", 8), new PlannedModel("b", 8)],
        [new ModelStream("s", 0, 100_000_000, 10), new ModelStream("t", 1, 100_000_000, 10)],
        [new DevicePool(new DeviceType("small", 16_000_000_000, 1), 3)],
        new SeededEstimator([new SeededEstimator.Model(1e6, 1e6, 20, 6_000_000_000, 1_000), new SeededEstimator.Model(1e6, 1e6, 20, 1_200_000_000, 1_000)], [1]));

    [Fact]
    public void Between_SamePlan_IsNothing() => Assert.Empty(PlanMove.Between(Problem, Plan((0, 100, [0, 1])), Plan((0, 100, [0, 1]))));

    [Fact]
    public void Between_ModelComes_LoadsItsWeightsAndWarmsUp()
    {
        var move = Assert.Single(PlanMove.Between(Problem, Plan((0, 100, [0])), Plan((0, 100, [0]), (1, 100, [0]))));
        // 6 GB at 12 GB/s, and two runs of 9 ms.
        Assert.Equal(new PlanMove(PlanMoveKind.Load, 1, 0, 100, 518_000_000), move);
    }

    [Fact]
    public void Between_ModelLeaves_CostsNothing() =>
        Assert.Equal([new PlanMove(PlanMoveKind.Unload, 1, 1, 100, 0)], PlanMove.Between(Problem, Plan((0, 100, [0]), (1, 100, [1])), Plan((0, 100, [0]))));

    [Fact]
    public void Between_AnotherShare_IsOneRestart()
    {
        var move = Assert.Single(PlanMove.Between(Problem, Plan((0, 100, [1])), Plan((0, 50, [1]))));
        Assert.Equal((PlanMoveKind.Resize, 50.0), (move.Kind, move.ComputePercent));
        Assert.True(move.CostNs >= 100_000_000);
    }

    [Fact]
    public void Between_SecondLaneOfAModel_LoadsOneMore()
    {
        var move = Assert.Single(PlanMove.Between(Problem, Plan((0, 50, [1])), Plan((0, 50, [1]), (0, 50, [1]))));
        Assert.Equal(PlanMoveKind.Load, move.Kind);
    }

    private static PlacementPlan Plan(params (int Device, double Percent, int[] Models)[] lanes)
    {
        var devices = lanes.GroupBy(l => l.Device).OrderBy(g => g.Key).Select(g => new PlannedDevice(g.Key, 0, [.. g.Select(l =>
        {
            List<LaneModel> models = [.. l.Models.Select(m => new LaneModel(m, 8, 9_000_000))];
            return new PlannedLane(0, l.Percent, PlacementCheck.LaneBytes(Problem, 0, models), models);
        })])).ToList();
        return new PlacementPlan("test", [new PlannedGroup([], 0)], devices, [], []);
    }
}
