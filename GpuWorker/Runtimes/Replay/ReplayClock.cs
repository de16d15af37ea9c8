namespace Shepherd.GpuWorker.Runtimes.Replay;

/// <summary>Waits without a core. A thread wakes up to a millisecond or two late; what one wait takes too long the next ones take less, so that the mean is right.</summary>
internal sealed class ReplayClock(TimeProvider time)
{
    private const long NsPerMs = 1_000_000;

    /// <summary>What is made up for, at most: a machine that stood still for longer does not run its backlog in no time.</summary>
    private const long OwedNsMax = 20 * NsPerMs;

    private long _owedNs;

    /// <summary>Waits so long, or until the flag is raised.</summary>
    /// <returns>What it counts as: the whole time, or what had passed when the flag was raised.</returns>
    public long Wait(long ns, StopFlag? stop = null)
    {
        var started = time.GetTimestamp();
        using var raised = new ManualResetEventSlim();
        stop?.Attach(raised.Set);
        try
        {
            var waitNs = ns - _owedNs;
            var isRaised = waitNs > 0 && raised.Wait((int)Math.Min(int.MaxValue, waitNs / NsPerMs));
            var tookNs = time.GetElapsedTime(started).Ticks * TimeSpan.NanosecondsPerTick;
            if (isRaised && tookNs < waitNs)
            {
                var countsNs = Math.Clamp(tookNs + _owedNs, 0, ns);
                _owedNs = 0;
                return countsNs;
            }

            _owedNs = Math.Clamp(tookNs - waitNs, -OwedNsMax, OwedNsMax);
            return ns;
        }
        finally
        {
            stop?.Detach();
        }
    }
}
