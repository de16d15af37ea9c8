using Shepherd.Core.Herd;

namespace Shepherd.Core.Tests.Herd;

public class HerdSolverTests
{
    private static readonly HerdOptions AsPublished = new() { LoadMax = double.PositiveInfinity };

    [Fact]
    public void Solve_OneSetThatFits_IsOneFullGroupForTheNeediest()
    {
        var solution = Solve(Model(16, 12, [(40, 0), (40, 0)], 3, 1), AsPublished);
        Assert.Equal(12.0 / 3, solution.BurstTolerance);
        Assert.True(solution.IsProven);
    }

    [Fact]
    public void Solve_TwoSets_DividesTheDevicesByNeed()
    {
        // 12 and 4 of 16 devices: 4 each way.
        var solution = Solve(Model(16, 16, [(40, 0), (40, 1)], 3, 1), AsPublished);
        Assert.Equal([12, 4], solution.Groups.Select(g => g.Devices));
        Assert.Equal(4, solution.BurstTolerance);
    }

    [Fact]
    public void Solve_MemoryForTwoOfThree_PutsTheSmallestWithOneThatNeedsMore()
    {
        var solution = Solve(Model(12, 12, [(50, 0), (50, 0), (50, 0)], 4, 2, 2), AsPublished);
        // {4, 2} on 8 and {2} on 4; three groups, or {2, 2} apart from the 4, give no more.
        Assert.Equal(2, solution.BurstTolerance);
        Assert.Equal(2, solution.Groups.Count);
    }

    [Fact]
    public void Solve_BatchesThatDoNotRunTogether_ShareTheirMemory()
    {
        // Weights 30 + 30, batches of 40 each: 100 as only one runs at a time.
        var model = new HerdModel(1, 1, 100, [new("a", 30, 40, 0), new("b", 30, 40, 0)], [new("s", 0, 0.1), new("t", 1, 0.1)]);
        Assert.Single(Solve(model, AsPublished).Groups);
        Assert.Null(HerdSolver.Solve(model with { MemoryBytes = 99 }));
    }

    [Fact]
    public void Solve_AllInOneGroupIsAsTolerant_IsBalancedAllTheSame()
    {
        var solution = Solve(Model(24, 12, [(40, 0), (40, 0)], 10, 10), AsPublished);
        Assert.Equal(1.2, solution.BurstTolerance);
        Assert.Equal(10.0 / 12, solution.Load, 1e-9);
    }

    [Fact]
    public void Solve_ToleranceAgainstLoad_ServesTheLoadUnlessAskedNotTo()
    {
        // Two groups of 12 tolerate 1.5, and one of them has work for 16; three of 8 tolerate 1 and serve all.
        var model = Model(24, 12, [(40, 0), (40, 0), (40, 0)], 7.9, 7.9, 7.9);
        Assert.Equal(12 / 7.9, Solve(model, AsPublished).BurstTolerance);
        var served = Solve(model, new HerdOptions());
        Assert.Equal(7.9 / 8, served.Load, 1e-9);
        Assert.Equal(12 / 7.9, served.BurstToleranceMax, 1e-6);
    }

    [Fact]
    public void Solve_MoreGroupsThanDevices_IsNull() => Assert.Null(HerdSolver.Solve(Model(2, 4, [(60, 0), (60, 0), (60, 0)], 1, 1, 1)));

    [Fact]
    public void Solve_ModelLargerThanADevice_IsNull() => Assert.Null(HerdSolver.Solve(Model(2, 4, [(101, 0)], 1)));

    [Fact]
    public void Solve_NoDevices_IsNull() => Assert.Null(HerdSolver.Solve(Model(0, 4, [(1, 0)], 1)));

    [Fact]
    public void Solve_NoStreams_IsEmpty() => Assert.Empty(Solve(new HerdModel(4, 4, 100, [], []), AsPublished).Groups);

    [Fact]
    public void Solve_NoDemand_ToleratesAnything() => Assert.Equal(double.PositiveInfinity, Solve(Model(4, 4, [(60, 0), (60, 1)], 0, 0), AsPublished).BurstTolerance);

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e9)]
    public void Solve_AllRatesScaled_GivesTheSameGroups(double factor)
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var model = RandomHerd.Draw(seed);
            var scaled = model with { Streams = [.. model.Streams.Select(s => s with { Devices = s.Devices * factor })] };
            if (HerdSolver.Solve(model, AsPublished) is { } solution && model.DemandMax > 0)
                Assert.Equal(solution.BurstTolerance, HerdSolver.Solve(scaled, AsPublished)!.BurstTolerance * factor, solution.BurstTolerance * 1e-6);
        }
    }

    [Fact]
    public void Solve_FaultyModel_NamesTheFault()
    {
        Assert.Contains("demand of NaN", Assert.Throws<ArgumentException>(() => HerdSolver.Solve(Model(4, 4, [(1, 0)], double.NaN))).Message, StringComparison.Ordinal);
        Assert.Contains("0 a group", Assert.Throws<ArgumentException>(() => HerdSolver.Solve(Model(4, 0, [(1, 0)], 1))).Message, StringComparison.Ordinal);
    }

    private static HerdSolution Solve(HerdModel model, HerdOptions options)
    {
        var solution = HerdSolver.Solve(model, options)!;
        HerdInvariants.Check(model, solution);
        return solution;
    }

    /// <summary>Devices of 100 bytes; stream i is of model i.</summary>
    private static HerdModel Model(int devices, int groupDevices, (long Bytes, int Set)[] models, params double[] demands) => new(
        devices, groupDevices, 100, [.. models.Select((m, k) => new HerdResident($"m{k}", m.Bytes, 0, m.Set))], [.. demands.Select((d, i) => new HerdDemand($"s{i}", i, d))]);
}
