using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Bench.Shift;

namespace Shepherd.Cli.Tests.Bench.Shift;

public class ShiftReportTests
{
    private static readonly ShiftOptions Options = new(Seconds: 6, WarmSeconds: 0, Groups: 6, Workers: 4, Partitions: 8, Resident: 3, Load: 0.6, HotShare: 0.8, Seed: 7, Logs: "");

    [Fact]
    public void Sparkline_SharesFromNothingToAll_HasACharacterForEach() => Assert.Equal("_=#", Sparkline.Of([0, 0.6, 1]));

    [Fact]
    public void Of_TwoSides_DrawsALineForEachAndEscapesNames()
    {
        var page = ShiftPage.Of(Options, [Side("demand"), Side("a<b")]);

        Assert.Equal(3, page.Split("<polyline").Length);
        Assert.Contains("a&lt;b", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/*data*/", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SideThatDoesNotRecover_SaysNever()
    {
        using var text = new StringWriter();
        ShiftReport.Write(text, Options, [Side("demand")]);

        Assert.Contains("never", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("demand ##____", text.ToString(), StringComparison.Ordinal);
    }

    private static ShiftSide Side(string name)
    {
        var log = new LoadLog(
            [.. Enumerable.Range(0, 6).Select(s => new PlacedRequest(s * 1_000_000_000L, 0, 0))],
            [.. Enumerable.Range(0, 2).Select(s => new PlacedAnswer(s, s * 1_000_000_000L, "w", default, IsOk: true))]);
        return new ShiftSide(name, new ShiftCurve(log, 1, 0, 6, 2), 4, 0, 0, "");
    }
}
