using Shepherd.Core.Profiles;
using Shepherd.Simulator.Bounds;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Bounds;

public class ExactOptimumTests
{
    private static readonly SimulatedModel Quick = Model(1, 1, 3, 4);
    private static readonly SimulatedModel Slow = Model(10, 10, 25, 4);

    [Fact]
    public void InSlo_WaitingForAPartner_IsFoundToPay()
    {
        // One at a time they take 12; together 7, within what is left to the first once the second is there.
        var model = Model(1, 5, 10, 2);
        Assert.Equal(2, ExactOptimum.InSlo([model], [At(0, 0, 10), At(0, 3, 10)], 1));
        Assert.Equal(1, ExactOptimum.InSlo([model], [At(0, 0, 10), At(0, 4, 7)], 1));
    }

    [Fact]
    public void InSlo_ShortRequestDuringALongOne_NeedsSuspensionOrASecondDevice()
    {
        RequestWindow[] requests = [At(1, 0, 25), At(0, 10, 13)];
        Assert.Equal(1, ExactOptimum.InSlo([Quick, Slow], requests, 1));
        Assert.Equal(2, ExactOptimum.InSlo([Quick, Slow], requests, 2));
        Assert.Equal(2, SuspendingOptimum.InSlo([Quick, Slow], requests, 1));
    }

    [Fact]
    public void InSlo_ThreeOfTwoThirds_SuspendingFitsOnTwoDevicesWhatWholeRunsDoNot()
    {
        // McNaughton's wrap: three runs of 20 in windows of 30 fill two devices exactly.
        RequestWindow[] requests = [At(0, 0, 30), At(0, 0, 30), At(0, 0, 30)];
        var model = Model(10, 10, 30, 1);
        Assert.Equal(2, ExactOptimum.InSlo([model], requests, 2));
        Assert.Equal(3, SuspendingOptimum.InSlo([model], requests, 2));
    }

    [Fact]
    public void InSlo_TooManyRequests_SaysHowManyItTakes()
    {
        var fault = Assert.Throws<ArgumentException>(() => ExactOptimum.InSlo([Quick], [.. Enumerable.Repeat(At(0, 0, 10), 9)], 1));
        Assert.Contains("at most 8", fault.Message, StringComparison.Ordinal);
    }

    private static SimulatedModel Model(int alphaNs, int betaNs, int sloNs, int maxBatch) => new("m", new LinearLatency(alphaNs, betaNs), sloNs, maxBatch, new GammaArrivals(1, 1));

    private static RequestWindow At(int model, int arrivalNs, int dueNs) => new(model, arrivalNs, dueNs);
}
