using Shepherd.Core.Tests.Policies;
using Shepherd.Core.Triton;

namespace Shepherd.Core.Tests.Triton;

/// <summary>l(b) = b + 10 ms, batches of 8 at most.</summary>
public class TritonPolicyTests
{
    private const long Ms = 1_000_000;
    private static readonly (int, int, int) Model = (1, 10, 8);

    [Fact]
    public void OnArrival_NoDelay_RunsAtOnce()
    {
        var driver = new PolicyDriver(new TritonPolicy(), 1, Model);
        driver.Arrive(0, 100);
        Assert.Equal([0L], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnArrival_Delay_WaitsForThePreferredSize()
    {
        var driver = new PolicyDriver(new TritonPolicy(new TritonOptions { MaxQueueDelayNs = 20 * Ms, PreferredBatchSizes = [2, 4] }), 1, Model);
        driver.Arrive(0, 100);
        Assert.Empty(driver.Batches);
        Assert.Equal(20, driver.NextWakeMs);
        driver.Arrive(5, 100);
        Assert.Equal([0L, 1], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnTime_DelayIsOver_RunsWhatIsThere()
    {
        var driver = new PolicyDriver(new TritonPolicy(new TritonOptions { MaxQueueDelayNs = 20 * Ms, PreferredBatchSizes = [4] }), 1, Model);
        driver.Arrive(0, 100);
        driver.Arrive(19, 100);
        Assert.Empty(driver.Batches);
        driver.Tick(20);
        Assert.Equal([0L, 1], Assert.Single(driver.Batches).Requests);
    }

    [Theory]
    [InlineData(0, new[] { 2, 4 }, 11, 4)] // The largest preferred size of the 7 that wait.
    [InlineData(5, new[] { 2, 4 }, 11, 7)] // Their delay is over: all of them.
    [InlineData(5, new[] { 2, 4 }, 4, 4)]
    [InlineData(0, new int[0], 11, 7)]
    public void OnFinished_SevenWait_TakesPreferredUntilTheDelayIsOver(int delayMs, int[] preferred, double atMs, int expected)
    {
        var options = new TritonOptions { MaxQueueDelayNs = delayMs * Ms, PreferredBatchSizes = preferred, FitsSlo = false };
        var driver = new PolicyDriver(new TritonPolicy(options), 1, Model, (1, 10, 1));
        driver.Arrive(0, 100, model: 1);
        for (var i = 0; i < 7; i++)
            driver.Arrive(0, 100);
        driver.Finish(atMs);
        Assert.Equal(expected, Assert.Single(driver.Batches).Requests.Length);
    }

    [Fact]
    public void OnFinished_FitsSlo_LimitsTheBatchToHalfTheSlo()
    {
        // 2·l(3) = 26 ms.
        var driver = new PolicyDriver(new TritonPolicy(), 1, Model);
        driver.Arrive(0, 26);
        for (var i = 0; i < 6; i++)
            driver.Arrive(1, 26);
        driver.Finish(11);
        Assert.Equal([1L, 2, 3], Assert.Single(driver.Batches).Requests);
    }

    [Theory]
    [InlineData(TritonTimeout.None, new[] { 1L, 2 }, new long[0])]
    [InlineData(TritonTimeout.Reject, new[] { 2L, 3 }, new[] { 1L })]
    [InlineData(TritonTimeout.Delay, new[] { 2L, 3 }, new long[0])]
    public void OnFinished_RequestTimedOut_GoesByTheAction(TritonTimeout timeout, long[] started, long[] dropped)
    {
        var driver = new PolicyDriver(new TritonPolicy(new TritonOptions { Timeout = timeout, TimeoutNs = 5 * Ms }), 1, (1, 10, 2));
        driver.Arrive(0, 100);
        driver.Arrive(4, 100);
        driver.Arrive(9, 100);
        driver.Arrive(9, 100);
        driver.Finish(11);
        Assert.Equal(started, Assert.Single(driver.Batches).Requests);
        Assert.Equal(dropped, driver.Dropped);
    }

    [Fact]
    public void OnFinished_OnlyTimedOutOnesWait_DelayRunsThem()
    {
        var driver = new PolicyDriver(new TritonPolicy(new TritonOptions { Timeout = TritonTimeout.Delay, TimeoutNs = 5 * Ms }), 1, Model);
        driver.Arrive(0, 100);
        driver.Arrive(1, 100);
        driver.Finish(11);
        Assert.Equal([1L], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_Untuned_RunsWhatIsLate()
    {
        var driver = new PolicyDriver(new TritonPolicy(TritonOptions.Untuned), 1, Model);
        driver.Arrive(0, 20);
        driver.Arrive(1, 12);
        Assert.Equal(double.PositiveInfinity, driver.NextWakeMs);
        driver.Finish(50);
        Assert.Equal([1L], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnArrival_OneInstance_LeavesTheSecondLaneToOthers()
    {
        var driver = new PolicyDriver(new TritonPolicy(new TritonOptions { Instances = 1 }), 2, Model, Model);
        driver.Arrive(0, 100);
        driver.Arrive(1, 100);
        Assert.Empty(driver.Batches);
        driver.Arrive(2, 100, model: 1);
        Assert.Equal(1, Assert.Single(driver.Batches).Lane);
    }

    [Theory]
    [InlineData(TritonTurn.Oldest, 1)]
    [InlineData(TritonTurn.FewestRuns, 2)]
    public void OnFinished_TwoModels_GoByTheTurn(TritonTurn turn, long expected)
    {
        var driver = new PolicyDriver(new TritonPolicy(new TritonOptions { Turn = turn }), 1, Model, Model);
        driver.Arrive(0, 100);
        driver.Arrive(1, 100);
        driver.Arrive(2, 100, model: 1);
        driver.Finish(11);
        Assert.Equal([expected], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void Constructor_FaultyOptions_NamesTheFault()
    {
        Assert.Contains("delay", Fault(new TritonOptions { MaxQueueDelayNs = -1 }), StringComparison.Ordinal);
        Assert.Contains("instances", Fault(new TritonOptions { Instances = -1 }), StringComparison.Ordinal);
        Assert.Contains("preferred", Fault(new TritonOptions { PreferredBatchSizes = [4, 2] }), StringComparison.Ordinal);
    }

    private static string Fault(TritonOptions options) => Assert.Throws<ArgumentException>(() => new TritonPolicy(options)).Message;
}
