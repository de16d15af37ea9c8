using Shepherd.Core.Profiles;

namespace Shepherd.Core.Usher.Estimation;

/// <summary>
/// Time on any share of a device from l(b) on the whole: with K = 1 ÷ share, <c>min(K·l(b), max(l(b), β + K·αb))</c>, where αb + β is the line of l. The rule of <see cref="LaneLatency"/> (its remarks say how
/// good it is), for shares that are not 1 ÷ 2, 1 ÷ 3, ….
/// </summary>
/// <param name="points">l(b) on the whole device.</param>
internal sealed class ShareRule(IReadOnlyList<LatencyPoint> points)
{
    private readonly LinearLatency _line = LinearFit.Of(points).Latency;

    /// <param name="wholeNs">l(b).</param>
    /// <param name="batch">b.</param>
    /// <param name="computePercent">Share of the device.</param>
    public double DurationNs(double wholeNs, int batch, double computePercent)
    {
        var slower = 100 / computePercent;
        return Math.Min(slower * wholeNs, Math.Max(wholeNs, _line.BetaNs + (slower * _line.AlphaNs * batch)));
    }
}
