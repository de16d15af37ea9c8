using Shepherd.Cli.Simulate.Report;
using Shepherd.Simulator.Report.Lanes;

namespace Shepherd.Cli.Tests.Simulate.Report;

public sealed class TimelineWindowTests
{
    [Fact]
    public void FindFromNs_StopsApart_TakesTheWindowThatHasMostPolicies() =>
        Assert.InRange(TimelineWindow.FindFromNs([Run(150, 620), Run(650), Run()], 100), 560, 610);

    [Fact]
    public void FindFromNs_NoStop_IsTheBeginning() => Assert.Equal(100, TimelineWindow.FindFromNs([Run(), Run()], 200));

    [Fact]
    public void FindFromNs_StopsNeverTogether_TakesTheFirst() => Assert.InRange(TimelineWindow.FindFromNs([Run(300), Run(900)], 100), 200, 300);

    private static LaneTimeline Run(params long[] stopsNs) => new(
        100,
        1000,
        [Stretch(500, StretchEnd.Finished), .. stopsNs.Select(s => Stretch(s, StretchEnd.Stopped))],
        Dropped: 0);

    private static LaneStretch Stretch(long endNs, StretchEnd end) => new(0, default!, 0, 0, 1, 0, endNs - 20, endNs, 20, IsResumed: false, end);
}
