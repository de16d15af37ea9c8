using Shepherd.Core.Symphony;
using Shepherd.Core.Tests.Policies;

namespace Shepherd.Core.Tests.Symphony;

/// <summary>l(b) = b + 10 ms. Before a rate is known the target is the largest batch that fits half the SLO.</summary>
public class SymphonyPolicyTests
{
    private static readonly (int, int, int) Model = (1, 10, 64);

    [Theory]
    [InlineData(SymphonyMode.Immediate, 0)]
    [InlineData(SymphonyMode.Frontrun, 88)]
    [InlineData(SymphonyMode.TargetBatch, 88)]
    [InlineData(SymphonyMode.TargetDelay, 50)]
    [InlineData(SymphonyMode.Latest, 89)]
    public void OnArrival_OneRequest_StartsWhenItsWindowOpens(SymphonyMode mode, double opensMs)
    {
        // Due at 100: frontrun 100 − l(2), latest 100 − l(1); the target delay is half the SLO while no rate is known.
        var driver = Create(mode);
        driver.Arrive(0, 100);
        if (opensMs > 0)
        {
            Assert.Empty(driver.Batches);
            Assert.Equal(opensMs, driver.NextWakeMs);
            driver.Tick(opensMs - 0.001);
            Assert.Empty(driver.Batches);
            driver.Tick(opensMs);
        }

        Assert.Equal([0L], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnArrival_BatchGrows_WindowOpensEarlier()
    {
        var driver = Create(SymphonyMode.Frontrun);
        driver.Arrive(0, 100);
        driver.Arrive(20, 100);
        driver.Arrive(30, 100);
        Assert.Equal(100 - 14, driver.NextWakeMs);
        driver.Tick(86);
        Assert.Equal([0L, 1, 2], Assert.Single(driver.Batches).Requests);
    }

    [Theory]
    [InlineData(SymphonyMode.TargetBatch, 1)]
    [InlineData(SymphonyMode.Frontrun, 0)]
    public void OnArrival_TargetReached_OnlyTargetBatchStarts(SymphonyMode mode, int batches)
    {
        // The target for 30 ms is 5: l(5) = 15.
        var driver = Create(mode);
        for (var i = 0; i < 4; i++)
            driver.Arrive(0, 30);
        Assert.Empty(driver.Batches);
        driver.Arrive(0, 30);
        Assert.Equal(batches, driver.Batches.Count);
    }

    [Fact]
    public void OnArrival_BatchIsFull_DoesNotWait()
    {
        var driver = new PolicyDriver(new SymphonyPolicy(), 1, (1, 10, 2));
        driver.Arrive(0, 100);
        driver.Arrive(1, 100);
        Assert.Equal([0L, 1], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_TwoWindowsOpen_TheOneThatClosesFirstStarts()
    {
        var driver = new PolicyDriver(new SymphonyPolicy(), 1, Model, Model);
        driver.Arrive(0, 11);
        Assert.Single(driver.Batches);
        driver.Arrive(0, 26.5, model: 1);
        var closesFirst = driver.Arrive(0, 26, model: 0);
        driver.Finish(15);
        Assert.Equal([closesFirst], Assert.Single(driver.Batches).Requests);
    }

    [Theory]
    [InlineData(SymphonyDrop.Window, new[] { 2L, 3, 4, 5 }, new[] { 1L })]
    [InlineData(SymphonyDrop.Timeout, new[] { 1L }, new long[0])]
    public void OnFinished_TightHead_WindowGivesItUpForTheBatch(SymphonyDrop drop, long[] started, long[] dropped)
    {
        // The target of 28 ms is 4. At 11 the head, due at 22.5, can only run alone; the others, due at 28, could run together.
        var driver = new PolicyDriver(new SymphonyPolicy(new SymphonyOptions { Drop = drop, Mode = SymphonyMode.Immediate }), 1, Model);
        driver.Arrive(0, 28);
        driver.Arrive(0, 22.5);
        for (var i = 0; i < 4; i++)
            driver.Arrive(0, 28);
        driver.Finish(11);
        Assert.Equal(started, Assert.Single(driver.Batches).Requests);
        Assert.Equal(dropped, driver.Dropped);
    }

    [Fact]
    public void OnFinished_EarliestDeadlineAllowsMore_GrowsPastTheTarget()
    {
        // The target of 25 ms is 2 (l(2) = 12 ≤ 12.5); at 11 the deadline at 25 allows 4.
        var driver = Create(SymphonyMode.TargetBatch);
        driver.Arrive(0, 25);
        driver.Arrive(0, 25);
        Assert.Single(driver.Batches);
        for (var i = 0; i < 6; i++)
            driver.Arrive(0, 25);
        driver.Finish(11);
        Assert.Equal([2L, 3, 4, 5], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void NextWakeNs_EveryLaneBusy_WakesOnlyForLateRequests()
    {
        var driver = Create(SymphonyMode.Immediate);
        driver.Arrive(0, 100);
        driver.Arrive(1, 100);
        Assert.InRange(driver.NextWakeMs, 101 - 11, 101 - 10.99);
    }

    [Fact]
    public void Constructor_FaultyOptions_NamesTheFault()
    {
        Assert.Contains("margin", Assert.Throws<ArgumentException>(() => new SymphonyPolicy(new SymphonyOptions { MarginNs = -1 })).Message, StringComparison.Ordinal);
        Assert.Contains("window", Assert.Throws<ArgumentException>(() => new SymphonyPolicy(new SymphonyOptions { RateWindows = 0 })).Message, StringComparison.Ordinal);
    }

    private static PolicyDriver Create(SymphonyMode mode) => new(new SymphonyPolicy(new SymphonyOptions { Mode = mode }), 1, Model);
}
