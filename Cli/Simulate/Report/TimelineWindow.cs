using Shepherd.Simulator.Report.Lanes;

namespace Shepherd.Cli.Simulate.Report;

/// <summary>Which part of some runs to show: one in which each policy that stops batches is seen to.</summary>
internal static class TimelineWindow
{
    /// <summary>Windows that are looked at begin so far apart, as a share of their length.</summary>
    private const int StepsPerWindow = 10;

    /// <summary>Start of the window in which most of the runs stop a batch; of equals, the first.</summary>
    /// <param name="runs">The same stretch of time of each policy.</param>
    /// <param name="lengthNs">Length of the window; at most that of the runs.</param>
    public static long FindFromNs(IReadOnlyList<LaneTimeline> runs, long lengthNs)
    {
        var stops = runs.Select(r => r.Stretches.Where(s => s.End != StretchEnd.Finished).Select(s => s.EndNs).Order().ToList()).Where(s => s.Count > 0).ToList();
        var stepNs = lengthNs / StepsPerWindow;
        var (bestNs, most) = (runs[0].FromNs, 0);
        for (var fromNs = runs[0].FromNs; fromNs + lengthNs <= runs[0].ToNs; fromNs += stepNs)
        {
            // Not at the very edge, where the stopped batch is hardly seen.
            var seen = stops.Count(s => s.Exists(atNs => atNs > fromNs + stepNs && atNs < fromNs + lengthNs - stepNs));
            if (seen > most)
                (bestNs, most) = (fromNs, seen);
        }

        return bestNs;
    }
}
