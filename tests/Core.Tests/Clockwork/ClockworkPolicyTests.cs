using Shepherd.Core.Clockwork;
using Shepherd.Core.Tests.Policies;

namespace Shepherd.Core.Tests.Clockwork;

public class ClockworkPolicyTests
{
    /// <summary>l(b) = b + 10 ms.</summary>
    private static readonly (int, int, int) Model = (1, 10, 64);

    [Fact]
    public void OnFinished_FiveWait_RunsTheLargestCompiledSizeThatIsFull()
    {
        var driver = Busy(new ClockworkOptions { BatchSizes = [1, 2, 4, 8] }, Model);
        for (var i = 0; i < 5; i++)
            driver.Arrive(1, 100);
        driver.Finish(11);
        Assert.Equal([1L, 2, 3, 4], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_DefaultSizes_RunsAllFive()
    {
        var driver = Busy(null, Model);
        for (var i = 0; i < 5; i++)
            driver.Arrive(1, 100);
        driver.Finish(11);
        Assert.Equal(5, Assert.Single(driver.Batches).Requests.Length);
    }

    [Fact]
    public void OnFinished_TwoModels_EarliestLatestStartGoesFirst()
    {
        // Model 0, l(1) = 11: due at 60, must start by 49. Model 1, l(1) = 31: due at 75, must start by 44, so it goes first although due later.
        var driver = Busy(null, Model, (1, 30, 64));
        driver.Arrive(1, 59, model: 0);
        var second = driver.Arrive(1, 74, model: 1);
        driver.Finish(11);
        Assert.Equal([second], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_LargerSizeMakesAStrategyUrgent_ItsModelGoesFirst()
    {
        // Alone, model 0's requests must start by 45 and model 1's by 44.5. But two of model 0 together must start by 44.
        var driver = Busy(null, Model, Model);
        var first = driver.Arrive(1, 55);
        driver.Arrive(1, 55);
        driver.Arrive(1, 54.5, model: 1);
        driver.Finish(11);
        Assert.Equal(first, Assert.Single(driver.Batches).Requests[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnFinished_HeadTooTightForTheBatch_IsSkippedAndDroppedIfSet(bool drops)
    {
        var driver = Busy(new ClockworkOptions { DropsSkipped = drops }, Model);
        var tight = driver.Arrive(1, 22);
        for (var i = 0; i < 4; i++)
            driver.Arrive(1, 100);
        driver.Finish(11);
        Assert.Equal([2L, 3, 4, 5], Assert.Single(driver.Batches).Requests);
        Assert.Equal(drops ? [tight] : [], driver.Dropped);
        Assert.Equal(drops ? 0 : 1, driver.Queued);
    }

    [Fact]
    public void OnFinished_Buffer_CountsAgainstTheDeadline()
    {
        // Due at 28: two take 12 ms from 11 on, and with 5 ms to spare end at 28; three would end at 29.
        var driver = Busy(new ClockworkOptions { BufferNs = 5_000_000 }, Model);
        for (var i = 0; i < 3; i++)
            driver.Arrive(1, 27);
        driver.Finish(11);
        Assert.Equal([1L, 2], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_NothingCanMakeIt_DropsAndWaits()
    {
        var driver = Busy(null, Model);
        driver.Arrive(1, 15);
        driver.Finish(11);
        Assert.Empty(driver.Batches);
        Assert.Equal([1L], driver.Dropped);
    }

    [Theory]
    [InlineData(-1, new[] { 1 }, "buffer")]
    [InlineData(0, new[] { 2, 4 }, "begin with 1")]
    [InlineData(0, new[] { 1, 4, 2 }, "ascend")]
    [InlineData(0, new int[0], "begin with 1")]
    public void Constructor_FaultyOptions_NamesTheFault(long bufferNs, int[] sizes, string named)
    {
        var fault = Assert.Throws<ArgumentException>(() => new ClockworkPolicy(new ClockworkOptions { BufferNs = bufferNs, BatchSizes = sizes }));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>One lane that a first request of model 0 keeps busy until 11 ms.</summary>
    private static PolicyDriver Busy(ClockworkOptions? options, params (int, int, int)[] models)
    {
        var driver = new PolicyDriver(new ClockworkPolicy(options), 1, models);
        driver.Arrive(0, 100);
        return driver;
    }
}
