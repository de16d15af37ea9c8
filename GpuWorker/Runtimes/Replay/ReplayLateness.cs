namespace Shepherd.GpuWorker.Runtimes.Replay;

/// <summary>By how much waits took too long, and later ones may be shorter. Below 0: too short, since a wait is told in whole milliseconds.</summary>
internal sealed class ReplayLateness
{
    /// <summary>What is made up for, at most: as late as a thread wakes on a machine that has a core for it. Where it has none, a batch takes longer than on the device that is played.</summary>
    public const long OwedNsMax = 2_000_000;

    /// <summary>Part of a wait that may make up for those before: the rest takes its time, so that no batch is over at once.</summary>
    private const double MakeUpMax = 0.5;

    private long _owedNs;

    /// <summary>How long to wait instead, which makes up for some of what is owed.</summary>
    public long Shorten(long fullNs)
    {
        var madeUpNs = Math.Min(_owedNs, (long)(fullNs * MakeUpMax));
        _owedNs -= madeUpNs;
        return fullNs - madeUpNs;
    }

    /// <summary>A wait took so much longer than it was to.</summary>
    public void Add(long lateNs) => _owedNs = Math.Clamp(_owedNs + lateNs, -OwedNsMax, OwedNsMax);
}
