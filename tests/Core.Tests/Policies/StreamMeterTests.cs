using Shepherd.Core.Policies;

namespace Shepherd.Core.Tests.Policies;

public class StreamMeterTests
{
    private const long S = 1_000_000_000;

    [Fact]
    public void Add_FirstWindowOpen_KnowsNoRateButTheSlo()
    {
        var meter = new StreamMeter(S, 3, 0);
        Assert.False(meter.Add(Request(S / 2, 100), S / 2));
        Assert.Null(meter.RatePerS);
        Assert.Equal(100, meter.SloNs);
    }

    [Fact]
    public void Add_OverWindows_IsTheMeanOfTheLastOnes()
    {
        // 1, 2, 3, … requests in the seconds 0, 1, 2, …
        var meter = new StreamMeter(S, 3, 0);
        for (var second = 0; second < 6; second++)
        {
            for (var i = 0; i <= second; i++)
                meter.Add(Request(second * S, second < 4 ? 100 : 400), second * S);
        }

        Assert.True(meter.Roll(6 * S));
        Assert.Equal((4 + 5 + 6) / 3.0, meter.RatePerS);
        Assert.Equal(((4 * 100) + (11 * 400)) / 15, meter.SloNs);
        Assert.False(meter.Roll(6 * S));
    }

    [Fact]
    public void Roll_LongSilence_RateIsZeroAndTheSloStays()
    {
        var meter = new StreamMeter(S, 3, 0);
        meter.Add(Request(0, 100), 0);
        meter.Roll(1_000_000 * S);
        Assert.Equal(0, meter.RatePerS);
        Assert.Equal(100, meter.SloNs);
        meter.Add(Request(1_000_001 * S, 100), 1_000_001 * S);
        meter.Roll(1_000_002 * S);
        Assert.Equal(1 / 3.0, meter.RatePerS!.Value, 9);
    }

    private static ScheduledRequest Request(long arrivalNs, long sloNs) => new() { Sequence = 0, Model = 0, Bucket = 0, ArrivalNs = arrivalNs, DeadlineNs = arrivalNs + sloNs };
}
