using Shepherd.Core.Primitives;
using Shepherd.Core.Rebalancing;

namespace Shepherd.Core.Tests.Rebalancing;

public sealed class RebalancerTests
{
    private const long Long = 1L << 60;

    [Fact]
    public void Plan_NothingAskedNothingRuns_SpreadsEvenly()
    {
        var result = Rebalancer.Plan(new RebalancingProblem([Group("a", 0), Group("b", 0)], [Worker("w1"), Worker("w2")], [], Long));

        Assert.Equal([("w1", "a", 4), ("w1", "b", 4), ("w2", "a", 4), ("w2", "b", 4)], Counts(result));
        Assert.All(result.Moves, m => Assert.Equal("it had no owner", m.Reason));
    }

    [Fact]
    public void Plan_NewLoadOnOneWorker_MovesUntilItIsEvenAndNotMore()
    {
        // 120/s of 10 ms on w1 alone are 1.2 devices; w2 is idle but for b.
        var running = Places("a", "w1", 8).Concat(Places("b", "w2", 8)).ToList();
        var result = Rebalancer.Plan(new RebalancingProblem([Group("a", 120), Group("b", 20)], [Worker("w1"), Worker("w2")], running, Long));

        Assert.All(result.Shares, s => Assert.InRange(s.Load, 0.6, 0.8));
        Assert.All(result.Moves, m => Assert.Equal(("a", "w1", "w2"), (m.Group, m.From, m.To)));
        Assert.InRange(result.Moves.Count, 3, 4);
        Assert.True(result.GainDeviceS > result.CostDeviceS);
        Assert.Contains("a (asks for 1.20 devices)", result.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_MovedLately_StaysForItsDwell()
    {
        var running = Places("a", "w1", 8, sinceNs: 0).Concat(Places("b", "w2", 8, sinceNs: 0)).ToList();
        RebalancingProblem At(double s) => new([Group("a", 120), Group("b", 20)], [Worker("w1"), Worker("w2")], running, (long)(s * 1e9));

        Assert.Empty(Rebalancer.Plan(At(59)).Moves);
        Assert.NotEmpty(Rebalancer.Plan(At(59) with { IsWished = true }).Moves);
        Assert.NotEmpty(Rebalancer.Plan(At(60)).Moves);
    }

    [Fact]
    public void Plan_OwnerGone_DwellDoesNotHold()
    {
        var result = Rebalancer.Plan(new RebalancingProblem([Group("a", 10)], [Worker("w2")], Places("a", "w1", 8, sinceNs: Long), Long));

        Assert.Equal([("w2", "a", 8)], Counts(result));
        Assert.Equal("w1 is not there any more", result.Moves[0].Reason);
    }

    [Fact]
    public void Plan_SlightlyUneven_Stands()
    {
        var running = Places("a", "w1", 8).Concat(Places("b", "w2", 8)).ToList();

        Assert.Empty(Rebalancer.Plan(new RebalancingProblem([Group("a", 42), Group("b", 38)], [Worker("w1"), Worker("w2")], running, Long)).Moves);
    }

    [Fact]
    public void Plan_ArrivalsNotMeasured_HoldsAndSaysSo()
    {
        var running = Places("a", "w1", 8).Concat(Places("b", "w2", 8)).ToList();
        var result = Rebalancer.Plan(new RebalancingProblem([Group("a", 120), Group("b", 0) with { RateRps = null }], [Worker("w1"), Worker("w2")], running, Long));

        Assert.Empty(result.Moves);
        Assert.Equal("arrivals of b are not measured", result.Held);
    }

    [Fact]
    public void Plan_CostNotKnown_HoldsAndSaysSo()
    {
        var running = Places("a", "w1", 8).Concat(Places("b", "w2", 8)).ToList();
        var result = Rebalancer.Plan(new RebalancingProblem([Group("a", 120) with { Costs = [] }, Group("b", 0)], [Worker("w1"), Worker("w2")], running, Long));

        Assert.Empty(result.Moves);
        Assert.Equal("what a request takes is not known of a", result.Held);
    }

    [Fact]
    public void Plan_QuickerKind_GetsMore()
    {
        var group = Group("a", 90) with { Costs = [new KindCost("slow", 20), new KindCost("quick", 10)] };
        var result = Rebalancer.Plan(new RebalancingProblem([group], [Worker("w1") with { Kind = "slow" }, Worker("w2") with { Kind = "quick" }], Places("a", "w1", 8), Long));

        Assert.True(Count(result, "w2", "a") > Count(result, "w1", "a"));
    }

    [Fact]
    public void Plan_Cordoned_GetsNothingAndKeepsWhatItHas()
    {
        var running = Places("a", "w1", 8).Concat(Places("b", "w2", 8)).ToList();
        var result = Rebalancer.Plan(new RebalancingProblem([Group("a", 120), Group("b", 20)], [Worker("w1"), Worker("w2") with { IsCordoned = true }], running, Long));

        Assert.Empty(result.Moves);
    }

    [Fact]
    public void Plan_NobodyElseCanTakeWhatLeaves_StaysAndSaysSo()
    {
        var result = Rebalancer.Plan(new RebalancingProblem([Group("a", 10)], [Worker("w1") with { IsLeaving = true }, Worker("w2") with { Warm = ["b"] }], Places("a", "w1", 8), Long));

        Assert.Empty(result.Moves);
        Assert.Contains("a stays with w1: nobody else can take it", result.Reasons);
    }

    [Fact]
    public void Plan_PinThatCannotBeMet_IsRefusedAndNothingMoves()
    {
        var running = Places("a", "w1", 8).Concat(Places("b", "w2", 8)).ToList();
        var result = Rebalancer.Plan(new RebalancingProblem([Group("a", 120), Group("b", 20)], [Worker("w1"), Worker("w2")], running, Long) { Pins = [new GroupPin("a", ["w9"])] });

        Assert.Empty(result.Moves);
        Assert.Contains("the pin of group a cannot be met, and its placement stands: w9 is not there", Assert.Single(result.Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Rescaled_IsSpreadOverSoManyDevices()
    {
        RebalancingProblem To(int devices) => new([Group("a", 0)], [Worker("w1"), Worker("w2"), Worker("w3")], Places("a", "w1", 8), Long) { Sizes = [new GroupSize("a", devices)] };

        Assert.Equal([("w1", "a", 4), ("w2", "a", 4)], Counts(Rebalancer.Plan(To(2))));
        Assert.Empty(Rebalancer.Plan(To(4)).Moves);
        Assert.Contains("workers that can serve it have 3", Assert.Single(Rebalancer.Plan(To(4)).Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_MemoryForOneGroupEach_NoSwapThatCouldNeverEnd()
    {
        // w1 is too slow for a, and each has memory for one group: without room neither can load before the other lets go.
        GroupNeed[] groups = [Group("a", 90) with { Costs = [new KindCost("slow", 20), new KindCost("quick", 5)] }, Group("b", 10) with { Costs = [new KindCost("slow", 10), new KindCost("quick", 10)] }];
        WorkerSupply Of(string name, string kind, string warm, string other) => Worker(name) with { Kind = kind, MemoryBytes = 1, Warm = [warm], Cold = [], Refused = [other] };
        var running = Places("a", "w1", 8).Concat(Places("b", "w2", 8)).ToList();

        Assert.Empty(Rebalancer.Plan(new RebalancingProblem(groups, [Of("w1", "slow", "a", "b"), Of("w2", "quick", "b", "a")], running, Long)).Moves);
        // With an empty third one there is a way round.
        var third = Worker("w3") with { Kind = "quick", MemoryBytes = 1, Warm = [], Cold = ["a", "b"] };
        Assert.NotEmpty(Rebalancer.Plan(new RebalancingProblem(groups, [Of("w1", "slow", "a", "b"), Of("w2", "quick", "b", "a"), third], running, Long)).Moves);
    }

    [Fact]
    public void Plan_RandomClusters_HoldsWhatEveryTargetMust()
    {
        for (var seed = 0UL; seed < 300; seed++)
        {
            var problem = Random(new SeededRandom(seed));
            var result = Rebalancer.Plan(problem);
            var again = Rebalancer.Plan(problem with { Groups = [.. problem.Groups.Reverse()], Workers = [.. problem.Workers.Reverse()] });

            Assert.Equal(result.Target, again.Target);
            Assert.Equal(result.Target.Count, result.Target.DistinctBy(p => (p.Group, p.Partition)).Count());
            foreach (var group in problem.Groups)
            {
                var able = problem.Workers.Any(w => !w.IsLeaving && !w.IsCordoned && (w.Warm.Contains(group.Group) || w.Cold.Contains(group.Group)));
                var owned = result.Target.Count(p => p.Group == group.Group);
                Assert.True(group.IsPaused ? owned == 0 : !able || owned == group.Partitions, $"seed {seed}: {group.Group} has {owned} of {group.Partitions} partitions owned");
            }

            foreach (var move in result.Moves.Where(m => m.To.Length > 0))
            {
                Assert.NotEmpty(move.Reason);
                Assert.False(problem.Workers.Single(w => w.Worker == move.To).IsLeaving, $"seed {seed}: {move}");
            }
        }
    }

    private static RebalancingProblem Random(SeededRandom random)
    {
        int Between(int least, int most) => least + (int)(random.NextUnit() * (most - least + 1));
        var groups = Enumerable.Range(0, Between(1, 8)).Select(g => Group($"g{g}", random.NextUnit() < 0.2 ? 0 : 200 * random.NextUnit()) with
        {
            ModelBytes = Between(1, 4),
            IsPaused = random.NextUnit() < 0.1,
            Costs = random.NextUnit() < 0.2 ? [] : [new KindCost("cpu", 1 + (20 * random.NextUnit()))],
        }).ToList();
        var workers = Enumerable.Range(0, Between(1, 6)).Select(w =>
        {
            var states = groups.Select(_ => Between(0, 3)).ToList();
            List<string> Where(int state) => [.. groups.Where((_, i) => states[i] == state).Select(g => g.Group)];
            return Worker($"w{w}") with { Warm = Where(0), Cold = Where(1), Refused = Where(2), MemoryBytes = random.NextUnit() < 0.5 ? 0 : Between(2, 12), IsLeaving = random.NextUnit() < 0.1, IsCordoned = random.NextUnit() < 0.1, Devices = Between(1, 4) };
        }).ToList();
        var running = groups.SelectMany(g => Enumerable.Range(0, g.Partitions).Where(_ => random.NextUnit() < 0.9).Select(p => new PartitionPlace(g.Group, p, $"w{Between(0, 7)}", 0))).ToList();
        return new RebalancingProblem(groups, workers, running, Long);
    }

    private static GroupNeed Group(string name, double rateRps) => new(name, 8) { RateRps = rateRps, Costs = [new KindCost("cpu", 10)], ModelBytes = 1, LoadMs = 1_000 };

    private static WorkerSupply Worker(string name) => new(name, "cpu", 1) { Warm = ["a", "b"] };

    private static List<PartitionPlace> Places(string group, string worker, int count, long sinceNs = 0) => [.. Enumerable.Range(0, count).Select(p => new PartitionPlace(group, p, worker, sinceNs))];

    private static int Count(RebalancingResult result, string worker, string group) => result.Target.Count(p => p.Worker == worker && p.Group == group);

    private static List<(string Worker, string Group, int Count)> Counts(RebalancingResult result) =>
        [.. result.Target.GroupBy(p => (p.Worker, p.Group)).OrderBy(g => g.Key.Worker, StringComparer.Ordinal).ThenBy(g => g.Key.Group, StringComparer.Ordinal).Select(g => (g.Key.Worker, g.Key.Group, g.Count()))];
}
