using Shepherd.Core.Policies;

namespace Shepherd.Core.Tests.Policies;

/// <summary>A batch of 100 in four segments: it can stop 25, 50, 75 and 100 into its run.</summary>
public class ExitPointTests
{
    [Theory]
    [InlineData(0, 25)]
    [InlineData(24, 25)]
    [InlineData(25, 50)]
    [InlineData(80, 100)]
    public void NextNs_FreshBatch_IsTheEndOfItsSegment(long workedNs, long exitNs) =>
        Assert.Equal(1000 + exitNs, ExitPoint.NextNs(1000 + workedNs, 1000, 100, 100, 4));

    [Theory]
    [InlineData(1000, 1020)]
    [InlineData(1019, 1020)]
    [InlineData(1020, 1045)]
    public void NextNs_ResumedInsideASegment_GoesOnInIt(long nowNs, long exitNs) => Assert.Equal(exitNs, ExitPoint.NextNs(nowNs, 1000, 100, 70, 4));

    [Fact]
    public void NextNs_StillBeingResumed_IsAfterTheResumption()
    {
        Assert.Equal(1020, ExitPoint.NextNs(990, 1000, 100, 70, 4));
        Assert.Equal(1000, ExitPoint.NextNs(990, 1000, 100, 70, 0));
    }

    [Fact]
    public void NextNs_AnywhereOrLongerThanExpected_IsNow()
    {
        Assert.Equal(1033, ExitPoint.NextNs(1033, 1000, 100, 100, 0));
        Assert.Equal(1200, ExitPoint.NextNs(1200, 1000, 100, 100, 4));
        Assert.Equal(1000, ExitPoint.NextNs(1000, 1000, 0, 0, 4));
    }
}
