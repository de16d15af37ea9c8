using Shepherd.Core.Policies;

namespace Shepherd.Core.Tests.Policies;

/// <summary>EDF that preempts by value; two lanes that both could make room for a short request.</summary>
public class ValuePreemptionTests
{
    private static readonly (int, int, int) Longest = (1, 199, 8);
    private static readonly (int, int, int) Long = (1, 99, 8);
    private static readonly (int, int, int) Short = (1, 1, 8);

    [Fact]
    public void OnArrival_TiersKeptAndTheBestLaneOutranksIt_TheNextBestIsStopped() => Assert.Equal([1], Stopped(keepsTiers: true));

    [Fact]
    public void OnArrival_PolicyIsBlind_TheLaneThatLosesLeastIsStopped() => Assert.Equal([0], Stopped(keepsTiers: false));

    /// <summary>A millisecond of the longer batch is worth less, so that lane 0 would be the better one; what runs there is of a more urgent tier.</summary>
    private static IReadOnlyList<int> Stopped(bool keepsTiers)
    {
        var policy = new EdfPolicy { KeepsTiers = keepsTiers, PreemptsByValue = true };
        var driver = new PolicyDriver(policy, PreemptionTerms.Free(PreemptionKind.Restart), 2, Longest, Long, Short);
        driver.Arrive(0, 5000, model: 0, priority: 0);
        driver.Arrive(0, 5000, model: 1, priority: 1);
        driver.Arrive(1, 5, model: 2, priority: 1);
        return driver.Stopping;
    }
}
