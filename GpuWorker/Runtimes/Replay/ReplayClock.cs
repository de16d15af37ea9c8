using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes.Replay;

/// <summary>Waits without a core. A thread wakes up to a millisecond or two late; what one wait takes too long the next ones take less, so that the mean is right and none is over in no time.</summary>
/// <param name="time">What time it is.</param>
/// <param name="device">What else runs there.</param>
/// <param name="contention">What it does to those, and they to it.</param>
internal sealed class ReplayClock(TimeProvider time, ReplayDevice device, ContentionConfig contention)
{
    private const long NsPerMs = 1_000_000;

    private readonly ReplayLateness _lateness = new();

    /// <summary>Does so much work, or what is done of it when the flag is raised; it takes longer beside others.</summary>
    /// <param name="workNs">How long it takes alone.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>What was done of it.</returns>
    public long Wait(long workNs, StopFlag? stop = null)
    {
        using var woken = new ManualResetEventSlim();
        using var place = contention == ContentionConfig.None ? null : device.Enter(contention, woken.Set);
        stop?.Attach(woken.Set);
        try
        {
            var doneNs = 0L;
            while (true)
            {
                // In this order: what changes from here on wakes the wait.
                woken.Reset();
                var slowdown = place?.Slowdown ?? 1;
                var (took, left) = Wait(workNs - doneNs, slowdown, woken, stop);
                if (left <= 0)
                    return workNs;
                doneNs += took;
                if (stop is { IsRequested: true })
                    return doneNs;
            }
        }
        finally
        {
            stop?.Detach();
        }
    }

    /// <summary>Waits for all of the work, or until it is woken.</summary>
    /// <returns>What was done, and what is left.</returns>
    private (long DoneNs, long LeftNs) Wait(long workNs, double slowdown, ManualResetEventSlim woken, StopFlag? stop)
    {
        var started = time.GetTimestamp();
        var fullNs = (long)(workNs * slowdown);
        var waitNs = _lateness.Shorten(fullNs);
        var isWoken = waitNs > 0 && (stop is { IsRequested: true } || woken.Wait((int)Math.Min(int.MaxValue, waitNs / NsPerMs)));
        var tookNs = time.GetElapsedTime(started).Ticks * TimeSpan.NanosecondsPerTick;
        if (!isWoken || tookNs >= waitNs)
        {
            _lateness.Add(tookNs - waitNs);
            return (workNs, 0);
        }

        var doneNs = Math.Clamp((long)((tookNs + fullNs - waitNs) / slowdown), 0, workNs);
        return (doneNs, workNs - doneNs);
    }
}
