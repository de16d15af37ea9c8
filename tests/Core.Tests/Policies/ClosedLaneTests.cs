using Shepherd.Core.Policies;
using Shepherd.Core.Shepherd;

namespace Shepherd.Core.Tests.Policies;

/// <summary>Lanes that come and go while others keep their numbers. One model: l(b) = 10 ms × b + 10 ms; another: 1 ms × b + 1 ms.</summary>
public class ClosedLaneTests
{
    [Fact]
    public void OnArrival_LowestLaneIsClosed_TakesTheNext()
    {
        var driver = new PolicyDriver(new EdfPolicy(), lanes: 1, (10, 10, 1));
        driver.PlanLanes(0, 3, 0);
        driver.Arrive(1, 100);
        Assert.Equal(1, Assert.Single(driver.Batches).Lane);
        driver.Arrive(2, 100);
        Assert.Equal(2, Assert.Single(driver.Batches).Lane);
        driver.Arrive(3, 100);
        Assert.Empty(driver.Batches);
        driver.PlanLanes(4, 3);
        Assert.Equal((0, 2), (Assert.Single(driver.Batches).Lane, Assert.Single(Assert.Single(driver.Batches).Requests)));
    }

    [Fact]
    public void OnPlan_LaneClosesWhileABatchRuns_TheBatchMayEnd()
    {
        var driver = new PolicyDriver(new EdfPolicy(), lanes: 1, (10, 10, 1));
        driver.Arrive(0, 100);
        driver.PlanLanes(5, 1, 0);
        driver.Arrive(6, 100);
        driver.Finish(20);
        Assert.Empty(driver.Batches);
        Assert.Equal(1, driver.Queued);
    }

    [Fact]
    public void OnPreempted_LaneIsLostWithItsBatch_RunsItElsewhereAlthoughNobodyAskedItToStop()
    {
        var driver = new PolicyDriver(new EdfPolicy(), lanes: 2, (10, 10, 1));
        var lost = driver.Arrive(0, 100);
        driver.PlanLanes(5, 2, 0);
        Assert.Empty(driver.Batches);
        driver.Preempted(5, lane: 0);
        Assert.Equal((1, lost), (Assert.Single(driver.Batches).Lane, Assert.Single(Assert.Single(driver.Batches).Requests)));
    }

    [Fact]
    public void OnPreempted_LaneIsLostThatWasToSuspend_NothingIsKept()
    {
        var driver = Suspending(lanes: 2, out var slow);
        driver.PlanLanes(5, 2, 0);
        driver.Preempted(5, lane: 0);
        Assert.DoesNotContain(DecisionVerb.Resume, driver.Verbs);
        // It, and the one that it was to make room for.
        Assert.Equal(2, driver.Queued);
        driver.Finish(60, lane: 1);
        Assert.Contains(driver.Batches, b => b.Lane == 1 && b.Requests.Contains(slow));
    }

    [Fact]
    public void OnPlan_LaneWithASuspendedBatchCloses_ItStartsAnewElsewhere()
    {
        var driver = Suspending(lanes: 2, out var slow);
        driver.Preempted(6, lane: 0);
        Assert.Equal(0, driver.Queued);
        driver.PlanLanes(7, 2, 0);
        Assert.Equal(1, driver.Queued);
        driver.Preempted(7, lane: 0);
        driver.Finish(60, lane: 1);
        Assert.Contains(driver.Batches, b => b.Lane == 1 && b.Requests.Contains(slow));
    }

    [Fact]
    public void OnPlan_SomeLaneIsNamedTwiceOrOutOfRange_SaysSo()
    {
        foreach (var closed in new int[][] { [1, 1], [2, 1], [-1], [3] })
        {
            var fault = Assert.Throws<ArgumentException>(() => new EdfPolicy().OnPlan(new ServingPlan([], 3) { Closed = closed }, 0, []));
            Assert.Contains("closed lanes", fault.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Two lanes with long batches, of which the one on lane 0 is told to suspend for a short request.</summary>
    private static PolicyDriver Suspending(int lanes, out long slow)
    {
        var policy = new ShepherdPolicy(new ShepherdOptions { Mode = ShepherdMode.Pressing });
        var driver = new PolicyDriver(policy, PreemptionTerms.Free(PreemptionKind.Suspend), lanes, (10, 40, 1), (1, 1, 1));
        // The first request of the other model makes the queues known to each other, so that long batches run in segments.
        driver.Arrive(0, 10, model: 1);
        driver.Finish(1);
        slow = driver.Arrive(1, 400);
        for (var lane = 1; lane < lanes; lane++)
            driver.Arrive(1, 300);
        driver.Arrive(4, 10, model: 1);
        Assert.Equal([0], driver.Stopping);
        return driver;
    }
}
