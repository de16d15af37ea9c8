using Shepherd.Core.Policies;

namespace Shepherd.Core.Tests.Policies;

/// <summary>l(b) = b + 10 ms on one lane.</summary>
public class CancellationTests
{
    private static readonly (int, int, int) Model = (1, 10, 8);

    [Fact]
    public void OnCancelled_Queued_IsDroppedAndDoesNotRun()
    {
        var driver = Busy();
        driver.Arrive(1, 50);
        var withdrawn = driver.Arrive(1, 40);
        var last = driver.Arrive(1, 60);
        driver.Cancel(2, withdrawn);
        Assert.Equal([(withdrawn, DropReason.Cancelled)], driver.Drops);
        Assert.Equal(2, driver.Queued);
        driver.Finish(11);
        Assert.Equal([1L, last], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnCancelled_Twice_IsDroppedOnce()
    {
        var driver = Busy();
        var withdrawn = driver.Arrive(1, 50);
        driver.Cancel(2, withdrawn);
        driver.Cancel(3, withdrawn);
        Assert.Empty(driver.Drops);
    }

    [Fact]
    public void OnCancelled_Running_IsLeftToFinish()
    {
        var driver = Busy();
        driver.Cancel(2, 0);
        driver.Finish(11);
        Assert.Empty(driver.Drops);
    }

    [Fact]
    public void OnPreempted_WithdrawnWhileRunning_IsNotQueuedAgain()
    {
        var driver = new PolicyDriver(new EdfPolicy { PreemptsByValue = true }, PreemptionTerms.Free(PreemptionKind.Restart), 1, Model);
        var request = driver.Arrive(0, 500);
        driver.Cancel(1, request);
        driver.Preempted(2);
        Assert.Equal([(request, DropReason.Cancelled)], driver.Drops);
        Assert.Equal(0, driver.Queued);
    }

    [Fact]
    public void OnCancelled_SuspendedBatch_GoesWhenAllOfItIsWithdrawn()
    {
        var (driver, suspended) = Suspended();
        driver.Cancel(106, suspended[0]);
        Assert.Empty(driver.Drops);
        driver.Cancel(106, suspended[1]);
        Assert.Equal(suspended.Select(s => (s, DropReason.Cancelled)), driver.Drops);
        driver.Finish(107);
        Assert.DoesNotContain(DecisionVerb.Resume, driver.Verbs);
    }

    [Fact]
    public void OnCancelled_PartOfASuspendedBatch_TheBatchGoesOn()
    {
        var (driver, suspended) = Suspended();
        driver.Cancel(106, suspended[0]);
        driver.Finish(107);
        Assert.Equal([DecisionVerb.Resume], driver.Verbs);
    }

    /// <summary>A long batch of two, suspended for a short one that runs now.</summary>
    private static (PolicyDriver Driver, long[] Suspended) Suspended()
    {
        var driver = new PolicyDriver(new EdfPolicy { PreemptsByValue = true }, PreemptionTerms.Free(PreemptionKind.Suspend), 1, (1, 1, 8), (1, 100, 8));
        driver.Arrive(0, 5, model: 0);
        long[] slow = [driver.Arrive(1, 900, model: 1), driver.Arrive(1, 900, model: 1)];
        driver.Finish(2);
        driver.Arrive(105 - 90, 20, model: 0);
        Assert.Equal([DecisionVerb.PreemptSuspend], driver.Verbs);
        driver.Preempted(105 - 90);
        Assert.Single(driver.Batches);
        return (driver, slow);
    }

    private static PolicyDriver Busy()
    {
        var driver = new PolicyDriver(new EdfPolicy(), 1, Model);
        driver.Arrive(0, 100);
        return driver;
    }
}
