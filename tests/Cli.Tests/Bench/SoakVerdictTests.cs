using Shepherd.Cli.Bench.Soak;

namespace Shepherd.Cli.Tests.Bench;

public class SoakVerdictTests
{
    [Fact]
    public void IsFlat_GrowsOnlyAtFirst_IsFlat() => Assert.True(Verdict(minute => Math.Min(minute, 3) * 10).IsFlat);

    [Fact]
    public void IsFlat_GrowsToTheEnd_IsNotAndSaysHowFast()
    {
        var verdict = Verdict(minute => 100 + minute);
        Assert.False(verdict.IsFlat);
        Assert.Equal(1, verdict.Heap.MibPerMinute, 6);
    }

    [Fact]
    public void IsFlat_MinutesDifferByMoreThanTheyRise_IsFlat()
    {
        var verdict = Verdict(minute => 100 + (0.6 * minute) + (minute % 2 * 10));
        Assert.InRange(verdict.Heap.Error, 0.6, 2);
        Assert.True(verdict.IsFlat);
    }

    [Fact]
    public void IsSure_OneMinute_SaysThatItIsTooFew() => Assert.False(new SoakVerdict([Minute(1, 10)]).IsSure);

    private static SoakVerdict Verdict(Func<int, double> heapMib) => new([.. Enumerable.Range(1, 9).Select(minute => Minute(minute, heapMib(minute)))]);

    private static SoakMinute Minute(int minute, double heapMib) => new(minute, 1, 1, heapMib, 200, 100);
}
