using Shepherd.Core.Policies;
using Shepherd.Core.Tests.Policies;

namespace Shepherd.Core.Tests.Tiers;

/// <summary>Tiers on top of EDF; l(b) = b + 10 ms where nothing else is said.</summary>
public class KeepsTiersTests
{
    private static readonly (int, int, int) Model = (1, 10, 8);

    [Fact]
    public void OnFinished_LessUrgentTierIsDueFirst_MoreUrgentTierRuns()
    {
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model, Model);
        driver.Arrive(1, 50, model: 0, priority: 2);
        var urgent = driver.Arrive(1, 90, model: 1, priority: 1);
        driver.Finish(11);
        Assert.Equal([urgent], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_PolicyIsBlind_EarliestDeadlineRuns()
    {
        var driver = Busy(new EdfPolicy(), Model, Model);
        var first = driver.Arrive(1, 50, model: 0, priority: 2);
        driver.Arrive(1, 90, model: 1, priority: 1);
        driver.Finish(11);
        Assert.Equal([first], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_RoomInTheBatch_LessUrgentOfTheModelJoinByDeadline()
    {
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model);
        var late = driver.Arrive(1, 60, priority: 0);
        var early = driver.Arrive(1, 50, priority: 3);
        driver.Finish(11);
        Assert.Equal([early, late], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_JoiningWouldMakeTheUrgentLate_ItRunsAlone()
    {
        // l(1) = 11 from 11 ends at 22, l(2) = 12 at 23: past the urgent one's deadline.
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model);
        var urgent = driver.Arrive(1, 21.5, priority: 0);
        driver.Arrive(1, 90, priority: 1);
        driver.Finish(11);
        Assert.Equal([urgent], Assert.Single(driver.Batches).Requests);
        Assert.Equal(1, driver.Queued);
    }

    [Fact]
    public void OnFinished_JoiningWouldMakeAnotherUrgentModelLate_ItRunsAlone()
    {
        // The batch of one ends at 22, when the other model must start: its l(1) = 11, due at 33.5. With a second request it would end at 23.
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model, Model);
        var urgent = driver.Arrive(1, 30, model: 0, priority: 0);
        driver.Arrive(1, 32.5, model: 1, priority: 0);
        driver.Arrive(1, 90, model: 0, priority: 1);
        driver.Finish(11);
        Assert.Equal([urgent], Assert.Single(driver.Batches).Requests);
    }

    [Fact]
    public void OnFinished_NothingServedForASecondATier_LowestTierHasItsTurnOnce()
    {
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model, Model);
        var starved = driver.Arrive(1, 100_000, model: 0, priority: 3);
        var turns = Serve(driver, seconds: 6);
        // Tier 3 counts as -1, ahead of 0, once it has waited for four spans.
        Assert.InRange(turns.Single(t => t.Request == starved).AtMs, 4_000, 4_050);
    }

    [Fact]
    public void OnFinished_PlanAgesFaster_LowestTierHasItsTurnSooner()
    {
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model, Model);
        driver.Age(0, ageingMs: 250);
        var starved = driver.Arrive(1, 100_000, model: 0, priority: 3);
        Assert.InRange(Serve(driver, seconds: 2).Single(t => t.Request == starved).AtMs, 1_000, 1_050);
    }

    [Fact]
    public void OnFinished_PlanNeverAges_LowestTierStarves()
    {
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model, Model);
        driver.Age(0, long.MaxValue / 1e6);
        var starved = driver.Arrive(1, 100_000, model: 0, priority: 3);
        Assert.DoesNotContain(Serve(driver, seconds: 6), t => t.Request == starved);
    }

    [Fact]
    public void OnFinished_AnotherModelOfTheTierIsServed_NothingAges()
    {
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model, Model);
        var waiting = driver.Arrive(1, 100_000, model: 0, priority: 0);
        Assert.DoesNotContain(Serve(driver, seconds: 3), t => t.Request == waiting);
    }

    [Fact]
    public void OnPlan_AgeingOfNothing_IsRefused() =>
        Assert.Contains("ageing", Assert.Throws<ArgumentException>(() => Busy(new EdfPolicy(), Model).Age(0, 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void OnFinished_StarvedRequestsExpire_QueueAgesAllTheSame()
    {
        var driver = Busy(new EdfPolicy { KeepsTiers = true }, Model, Model);
        var turns = Serve(driver, seconds: 6, starvedSloMs: 40);
        // After three spans it counts as tier 0, where it is due first.
        Assert.InRange(turns.First(t => t.Model == 0).AtMs, 3_000, 3_050);
        Assert.Single(turns, t => t.Model == 0);
    }

    [Fact]
    public void OnArrival_SuspendsALessUrgentBatchForOneRequest_AndNotAMoreUrgentOneForMany()
    {
        var terms = PreemptionTerms.Free(PreemptionKind.Suspend);
        var quick = (1, 1, 64);
        var slow = (1, 100, 64);
        var urgent = new PolicyDriver(new EdfPolicy { KeepsTiers = true, PreemptsByValue = true }, terms, 1, quick, slow);
        urgent.Arrive(0, 5, model: 0, priority: 0);
        urgent.Finish(2);
        for (var i = 0; i < 20; i++)
            urgent.Arrive(2, 500, model: 1, priority: 1);
        urgent.Finish(104);
        urgent.Arrive(105, 20, model: 0, priority: 0);
        Assert.Equal([DecisionVerb.PreemptSuspend], urgent.Verbs);

        var modest = new PolicyDriver(new EdfPolicy { KeepsTiers = true, PreemptsByValue = true }, terms, 1, quick, slow);
        modest.Arrive(0, 5, model: 0, priority: 3);
        modest.Finish(2);
        modest.Arrive(2, 500, model: 1, priority: 1);
        for (var i = 0; i < 20; i++)
        {
            modest.Arrive(3, 50, model: 0, priority: 3);
            Assert.DoesNotContain(DecisionVerb.PreemptSuspend, modest.Verbs);
        }
    }

    [Fact]
    public void OnArrival_TierOutOfRange_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolicyDriver(new EdfPolicy { KeepsTiers = true }, 1, Model).Arrive(0, 50, priority: 4));

    /// <summary>An urgent stream of model 1 that would always fill the lane; where asked, one of model 0 in tier 3 beside it.</summary>
    private static List<(double AtMs, int Model, long Request)> Serve(PolicyDriver driver, int seconds, double starvedSloMs = 0)
    {
        var turns = new List<(double, int, long)>();
        driver.Arrive(2, 60_000, model: 1, priority: 0);
        for (var at = 11.0; at < seconds * 1000; at += 11)
        {
            driver.Arrive(at - 1, 60_000, model: 1, priority: 0);
            if (starvedSloMs > 0)
                driver.Arrive(at - 1, starvedSloMs, model: 0, priority: 3);
            driver.Finish(at);
            foreach (var (_, requests) in driver.Batches)
                turns.Add((at, driver.ModelOf(requests[0]), requests[0]));
        }

        return turns;
    }

    private static PolicyDriver Busy(ISchedulingPolicy policy, params (int, int, int)[] models)
    {
        var driver = new PolicyDriver(policy, 1, models);
        driver.Arrive(0, 100);
        return driver;
    }
}
