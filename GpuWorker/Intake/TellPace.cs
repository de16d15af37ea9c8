namespace Shepherd.GpuWorker.Intake;

/// <summary>When to tell again what happens often. One thread.</summary>
internal sealed class TellPace(TimeProvider time)
{
    /// <summary>Often enough for whoever looks, and buries nothing.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long? _toldAt;
    private long _since;

    /// <summary>It happened.</summary>
    /// <param name="times">How often since it was told last, this time included.</param>
    /// <returns>True when it is to be told.</returns>
    public bool IsDue(out long times)
    {
        times = ++_since;
        var now = time.GetTimestamp();
        if (_toldAt is { } toldAt && time.GetElapsedTime(toldAt, now) < Interval)
            return false;
        (_toldAt, _since) = (now, 0);
        return true;
    }
}
