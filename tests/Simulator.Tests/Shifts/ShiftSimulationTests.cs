using Shepherd.Simulator.Shifts;
using Xunit.Abstractions;

namespace Shepherd.Simulator.Tests.Shifts;

public sealed class ShiftSimulationTests(ITestOutputHelper output)
{
    private const double HotRps = 200;
    private const double ColdRps = 16;

    /// <summary>Two of four workers for each of six groups of 10 ms requests, as much as fits.</summary>
    private static ShiftScenario Six(Func<int, int, double> rateRps) => new([.. Enumerable.Range(0, 6).Select(g => new ShiftGroup($"g{g}", 10, 100, second => rateRps(g, second)))], 4)
    {
        GroupsPerWorker = 4,
        Start = [[0, 1], [2, 3], [0, 2], [1, 3], [0, 3], [1, 2]],
    };

    [Fact]
    public void Run_ConstantLoadForTenPeriods_MovesNothing()
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var result = ShiftSimulation.Run(Six((g, _) => 40 + (5 * g)) with { Seed = (ulong)seed });

            output.WriteLine($"seed {seed}: {result.Moves} moves, {result.Attainment():0.000} in time");
            Assert.Equal(0, result.Moves);
        }
    }

    [Fact]
    public void Run_LoadAlternatesFasterThanDwell_MovesAreBoundedByDwell()
    {
        // The hot group changes every 20 s: followed at most once a dwell of 60 s.
        var scenario = Six((g, second) => g == second / 20 % 2 ? HotRps : ColdRps);
        var result = ShiftSimulation.Run(scenario);

        output.WriteLine($"{result.Moves} moves in {result.Plans.Count} plans at {string.Join(", ", result.Plans.Select(p => p.AtS))} s, {result.Attainment():0.000} in time");
        foreach (var moved in result.Plans.SelectMany(p => p.Moves.Select(m => (m.Group, m.Partition, p.AtS))).GroupBy(m => (m.Group, m.Partition)))
        {
            var times = moved.Select(m => m.AtS).ToList();
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 60, $"{moved.Key} moved at {pair.First} s and {pair.Second} s"));
        }
    }

    [Fact]
    public void Run_LoadShiftsFromGroupToGroup_PartitionsFollowInOneEarlyPlan()
    {
        var scenario = Six((g, second) => g == (second < 330 ? 0 : 1) ? HotRps : ColdRps);
        var result = ShiftSimulation.Run(scenario);
        var still = ShiftSimulation.Run(scenario with { Follows = false });

        output.WriteLine($"{result.Moves} moves in {result.Plans.Count} plans at {string.Join(", ", result.Plans.Select(p => $"{p.AtS} ({p.Moves.Count})"))} s; in time after the shift {result.Attainment(340):0.000}, static {still.Attainment(340):0.000}");
        var after = result.Plans.Where(p => p.AtS > 330).ToList();
        var early = Assert.Single(after, p => p.IsEarly);
        Assert.InRange(early.AtS, 331, 334);
        // A later plan may correct what was forecast from the first seconds of the burst.
        Assert.InRange(after.Sum(p => p.Moves.Count) - early.Moves.Count, 0, early.Moves.Count / 4);
        Assert.True(result.Attainment(340) > 0.99, $"{result.Attainment(340):0.000} in time");
        Assert.True(result.Attainment(340) > still.Attainment(340) + 0.05);
    }

    [Fact]
    public void Run_SameSeed_SameDigest()
    {
        var scenario = Six((g, second) => g == (second < 100 ? 0 : 1) ? HotRps : ColdRps) with { DurationS = 200 };

        Assert.Equal(ShiftSimulation.Run(scenario).Digest, ShiftSimulation.Run(scenario).Digest);
        Assert.NotEqual(ShiftSimulation.Run(scenario).Digest, ShiftSimulation.Run(scenario with { Seed = 2 }).Digest);
    }
}
