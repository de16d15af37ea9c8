using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Bench.Shift;

namespace Shepherd.Cli.Tests.Bench.Shift;

public class ShiftCurveTests
{
    private const long SloNs = 100;

    [Fact]
    public void Attainment_LateFailedAndLost_AreOutOfSlo()
    {
        PlacedRequest[] sent = [At(0), At(0), At(0), At(0), At(1)];
        var curve = new ShiftCurve(new LoadLog(sent, [Answer(0, 0, 100), Answer(1, 0, 101), Answer(2, 0, 50) with { IsOk = false }, Answer(4, 1, 1)]), SloNs, 0, 2, 1);

        Assert.Equal([0.25, 1], curve.Attainment);
        Assert.Equal(0.4, curve.Total);
        Assert.Equal(0.25, curve.Before);
        Assert.Equal(1, curve.After);
    }

    [Fact]
    public void New_SecondsOutsideOfTheMeasured_DoNotCount()
    {
        var curve = new ShiftCurve(new LoadLog([At(0), At(1), At(2)], []), SloNs, 1, 2, 1);

        Assert.Equal(1, curve.Requests);
    }

    [Theory]
    [InlineData("1111 1111", 0, 0.0)]
    [InlineData("1111 0111", 1, 1.0)]
    [InlineData("1111 1001111", 3, 1.0)]
    [InlineData("1111 0101011", null, 1.0)]
    [InlineData("1111 01010111", 5, 1.0)]
    [InlineData("1111 0000", null, 1.0)]
    public void RecoveryS_SecondsAsGiven_IsTheFirstOfSeveralGoodOnes(string seconds, int? recoveryS, double dip)
    {
        var shift = seconds.IndexOf(' ');
        var good = seconds.Remove(shift, 1);
        var log = new LoadLog(
            [.. good.Select((_, s) => At(s))],
            [.. good.Select((g, s) => (g, s)).Where(p => p.g == '1').Select(p => Answer(p.s, p.s, 1))]);

        var curve = new ShiftCurve(log, SloNs, 0, good.Length, shift);

        Assert.Equal(recoveryS, curve.RecoveryS);
        Assert.Equal(dip, curve.Dip);
    }

    private static PlacedRequest At(int second) => new(second * 1_000_000_000L, 0, 0);

    private static PlacedAnswer Answer(int number, int second, long afterNs) => new(number, (second * 1_000_000_000L) + afterNs, "w", default, IsOk: true);
}
