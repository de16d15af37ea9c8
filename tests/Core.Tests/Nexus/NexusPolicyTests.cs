using Shepherd.Core.Nexus;
using Shepherd.Core.Tests.Policies;

namespace Shepherd.Core.Tests.Nexus;

/// <summary>l(b) = b + 10 ms. Before the first plan every device serves every model, in the batches of a saturated one.</summary>
public class NexusPolicyTests
{
    private static readonly (int, int, int) Model = (1, 10, 64);

    [Fact]
    public void OnArrival_BeforeThePlan_DevicesTakeTurns()
    {
        var driver = new PolicyDriver(new NexusPolicy(), 3, Model);
        var lanes = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            driver.Arrive(i, 100);
            lanes.Add(Assert.Single(driver.Batches).Lane);
        }

        Assert.Equal([0, 1, 2], lanes.Order());
    }

    [Fact]
    public void OnFinished_IdleDeviceElsewhere_RequestsStayOnTheirOwn()
    {
        var driver = new PolicyDriver(new NexusPolicy(), 2, Model);
        for (var i = 0; i < 4; i++)
            driver.Arrive(0, 100);
        driver.Finish(11, lane: 1);
        Assert.Equal(1, Assert.Single(driver.Batches).Lane);
        driver.Finish(22, lane: 1);
        Assert.Empty(driver.Batches);
        Assert.Equal(1, driver.Queued);
    }

    [Theory]
    [InlineData(NexusDrop.Window, new[] { 2L, 3, 4, 5 }, new[] { 1L })]
    [InlineData(NexusDrop.Earliest, new[] { 1L }, new long[0])]
    public void OnFinished_TightHead_EarlyDropGivesItUpForTheBatch(NexusDrop drop, long[] started, long[] dropped)
    {
        // The target is 4, 2·l(4) = 28. At 11 the head, due at 22.5, can only run alone; the others, due at 28, can run together.
        var driver = new PolicyDriver(new NexusPolicy(new NexusOptions { Drop = drop }), 1, Model);
        driver.Arrive(0, 28);
        driver.Arrive(0, 22.5);
        for (var i = 0; i < 4; i++)
            driver.Arrive(0, 28);
        driver.Finish(11);
        Assert.Equal(started, Assert.Single(driver.Batches).Requests);
        Assert.Equal(dropped, driver.Dropped);
    }

    [Fact]
    public void OnFinished_MoreThanTheTarget_RunsTheTarget()
    {
        // 2·l(4) = 28, although at 12 a batch of 7 would do as well.
        var driver = new PolicyDriver(new NexusPolicy(), 1, Model);
        driver.Arrive(0, 28);
        for (var i = 0; i < 8; i++)
            driver.Arrive(11, 28);
        driver.Finish(12);
        Assert.Equal([1L, 2, 3, 4], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_TwoSessions_TakeTurnsInFixedOrder()
    {
        var driver = new PolicyDriver(new NexusPolicy(), 1, Model, Model);
        driver.Arrive(0, 40, model: 0);
        for (var i = 0; i < 12; i++)
            driver.Arrive(0, 60, model: i % 2);
        driver.Finish(11);
        Assert.Equal([2L, 4, 6, 8, 10, 12], Assert.Single(driver.Batches).Requests);
        driver.Finish(27);
        Assert.Equal([1L, 3, 5, 7, 9, 11], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnArrival_AfterASecond_PlanGivesEachModelItsDevice()
    {
        // Each model saturates more than half a device (20 a 30 ms), so that no device can take both.
        var driver = new PolicyDriver(new NexusPolicy(), 2, Model, Model);
        var lanes = new[] { new HashSet<int>(), new HashSet<int>() };
        var ends = new SortedSet<(double AtMs, int Lane)>();
        for (var ms = 0; ms < 3000; ms += 2)
        {
            while (ends.Count > 0 && ends.Min is var end && end.AtMs <= ms)
            {
                ends.Remove(end);
                driver.Finish(end.AtMs, end.Lane);
                Note(end.AtMs);
            }

            driver.Arrive(ms, 60, model: ms / 2 % 2);
            Note(ms);
        }

        Assert.Single(lanes[0]);
        Assert.Single(lanes[1]);
        Assert.NotEqual(lanes[0].Single(), lanes[1].Single());

        void Note(double atMs)
        {
            foreach (var (lane, requests) in driver.Batches)
            {
                if (atMs > 1500)
                    lanes[requests[0] % 2].Add(lane);
                ends.Add((atMs + 10 + requests.Length, lane));
            }
        }
    }

    [Fact]
    public void Next_WeightsTwoToOne_SharesInProportion()
    {
        var route = new NexusRoute();
        route.Add(4, 2);
        route.Add(7, 1);
        var counts = Enumerable.Range(0, 300).GroupBy(_ => route.Next()).ToDictionary(g => g.Key, g => g.Count());
        Assert.InRange(counts[4], 198, 202);
        Assert.Equal(300, counts[4] + counts[7]);
    }

    [Fact]
    public void Constructor_FaultyOptions_NamesTheFault()
    {
        Assert.Contains("epoch", Assert.Throws<ArgumentException>(() => new NexusPolicy(new NexusOptions { EpochNs = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("rate", Assert.Throws<ArgumentException>(() => new NexusPolicy(new NexusOptions { HighRate = 0.9 })).Message, StringComparison.Ordinal);
    }
}
