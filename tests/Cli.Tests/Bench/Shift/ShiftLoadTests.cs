using Shepherd.Cli.Bench.Shift;

namespace Shepherd.Cli.Tests.Bench.Shift;

public class ShiftLoadTests
{
    private static readonly ShiftOptions Options = new(Seconds: 60, WarmSeconds: 20, Groups: 6, Workers: 4, Partitions: 8, Resident: 3, Load: 0.6, HotShare: 0.8, Seed: 7, Logs: "");

    [Fact]
    public void RateOf_BeforeDuringAndAfter_MovesWithoutChangingTheSum()
    {
        foreach (var atS in (double[])[0, 40, 40.5, 41, 80])
            Assert.Equal(Options.RateRps, Enumerable.Range(0, 6).Sum(g => Options.RateOf(g, atS)), 6);
        Assert.Equal(0.8 * Options.RateRps, Options.RateOf(ShiftOptions.Before, 40), 6);
        Assert.Equal(0.8 * Options.RateRps, Options.RateOf(ShiftOptions.After, 41), 6);
        Assert.Equal(Options.RateOf(5, 0), Options.RateOf(ShiftOptions.Before, 41), 6);
    }

    [Fact]
    public void Draw_WholeLoad_HasTheRatesInOrder()
    {
        var drawn = ShiftLoad.Draw(Options);

        Assert.Equal(drawn.OrderBy(r => r.DueNs), drawn);
        Assert.InRange(drawn.Count, 0.97 * Options.RateRps * 80, 1.03 * Options.RateRps * 80);
        var hot = drawn.Count(r => r.Group == ShiftOptions.Before && r.DueNs < 40e9);
        Assert.InRange(hot, 0.95 * 0.8 * Options.RateRps * 40, 1.05 * 0.8 * Options.RateRps * 40);
        Assert.All(drawn, r => Assert.InRange(r.Partition, 0, 7));
    }

    [Fact]
    public void Draw_SameSeed_IsTheSame() => Assert.Equal(ShiftLoad.Draw(Options), ShiftLoad.Draw(Options));
}
