using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;
using Shepherd.Core.Primitives;
using Shepherd.Core.Tests.Planning;
using Shepherd.Core.Usher.Scheduling;

namespace Shepherd.Core.Tests.Usher.Scheduling;

public class GroupSearchTests
{
    /// <summary>Every combination of every batch size, type and degree, those that are pointless too, against branch and bound over the others, on devices that earlier groups have half filled.</summary>
    [Theory]
    [InlineData(PlanObjective.Cost)]
    [InlineData(PlanObjective.Goodput)]
    public void Run_RandomGroupsOfThree_IsAsGoodAsTryingAll(PlanObjective objective)
    {
        var (pruned, tried) = (0L, 0L);
        for (ulong seed = 0; seed < 250; seed++)
        {
            var group = Group(seed, objective);
            var search = GroupSearch.Both(group.Space, group.Undominated, group.All, group.PlanRps, group.Options, long.MaxValue, long.MaxValue);
            var (score, _) = search.Outcome();
            var (best, trials) = TryAll(group);
            Assert.False(best.IsBetterThan(score), $"seed {seed}: {best} against {score}");
            Assert.False(score.IsBetterThan(best), $"seed {seed}: {score} is better than the best, {best}");
            (pruned, tried) = (pruned + trials - search.Trials, tried + trials);
        }

        Assert.True(pruned > 0.95 * tried, $"{tried - pruned} of {tried} placements were tried");
    }

    [Fact]
    public void Run_FewPlacementsLeft_SaysSoAndKeepsTheBestSoFar()
    {
        var group = Group(3, PlanObjective.Cost);
        var search = new GroupSearch(group.Space, group.Undominated, group.PlanRps, group.Options, 1);
        var (score, _) = search.Run();
        Assert.True(search.IsCut);
        Assert.True(score.GoodputRps > 0);
    }

    private static RandomGroup Group(ulong seed, PlanObjective objective)
    {
        var random = new SeededRandom(seed);
        int Below(int limit) => (int)(random.NextUnit() * limit);
        int[] counts = random.NextUnit() < 0.5 ? [1 + Below(14)] : [1 + Below(8), 1 + Below(4)];
        var problem = RandomProblem.Ordinary(seed, 6, counts, rateRps: 150) with { Objective = objective };
        var options = new UsherOptions();
        var needs = new UsherNeeds(problem, options);
        var costs = PoolCosts.Of(problem, PoolCosts.Worth(problem, needs.Own));
        var units = UnitSplit.Of(problem, needs.Own, costs, 0);
        var board = new DeviceBoard(problem);
        for (var device = 0; device < board.Count; device++)
        {
            foreach (var unit in units.Where(u => u.Index > 1 && random.NextUnit() < 0.3))
            {
                var points = needs.Own.Of(unit.Model, board.Pools[device]);
                if (points.Count > 0 && points[Below(Math.Min(3, points.Count))] is var point && board.Takes(device, unit.Model, point))
                    board.Add(device, new Replica(unit, point, 1));
            }
        }

        List<DemandUnit> members = [.. units.Take(3)];
        List<double> rates = [.. members.Select(u => u.PlanRps(0))];
        IReadOnlyList<IReadOnlyList<ReplicaOption>> all = [.. members.Select((u, i) => needs.All(u, rates[i], u.RateRps))];
        IReadOnlyList<IReadOnlyList<ReplicaOption>> undominated = [.. members.Select((u, i) => needs.Undominated(u, rates[i], u.RateRps))];
        return new RandomGroup(GroupSpace.Of(board, members, all, costs), all, undominated, rates, options);
    }

    private static (PlacementScore Best, long Trials) TryAll(RandomGroup group)
    {
        var trial = new GroupTrial(group.Space, group.PlanRps, group.Options);
        var best = PlacementScore.Worst;
        var chosen = new ReplicaOption[3];
        foreach (var first in group.All[0].Append(ReplicaOption.None))
        {
            foreach (var second in group.All[1].Append(ReplicaOption.None))
            {
                foreach (var third in group.All[2].Append(ReplicaOption.None))
                {
                    (chosen[0], chosen[1], chosen[2]) = (first, second, third);
                    if (trial.Run(chosen) is var score && score.IsBetterThan(best))
                        best = score;
                }
            }
        }

        return (best, trial.Trials);
    }

    private sealed record RandomGroup(
        GroupSpace Space, IReadOnlyList<IReadOnlyList<ReplicaOption>> All, IReadOnlyList<IReadOnlyList<ReplicaOption>> Undominated, IReadOnlyList<double> PlanRps, UsherOptions Options);
}
