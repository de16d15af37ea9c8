namespace Shepherd.GpuWorker.Runtimes.Replay;

/// <summary>A batch that takes its time. Asked to stop, it does so at the end of the segment that it is in, as a device does that looks at the flag there.</summary>
/// <param name="durationNs">How long it runs, undisturbed.</param>
/// <param name="segments">Pieces of equal length.</param>
/// <param name="stateBytes">Kept while it waits.</param>
/// <param name="clock">The lane's.</param>
/// <param name="answer">Makes the outputs.</param>
internal sealed class ReplayRun(long durationNs, int segments, long stateBytes, ReplayClock clock, Func<BatchOutputs> answer) : IBatchRun
{
    private long _doneNs;
    private bool _waits;

    public bool CanResume => _waits && segments > 1;

    public long StateBytes => CanResume ? stateBytes : 0;

    public BatchOutputs Continue(StopFlag stop)
    {
        _waits = false;
        var ranNs = clock.Wait(durationNs - _doneNs, stop);
        if (!stop.IsRequested || _doneNs + ranNs >= durationNs)
            return answer();
        var exitNs = NextExitNs(_doneNs + ranNs);
        clock.Wait(exitNs - _doneNs - ranNs);
        if (exitNs >= durationNs)
            return answer();
        (_doneNs, _waits) = (exitNs, true);
        throw new BatchStoppedException();
    }

    public void Dispose()
    {
    }

    /// <summary>End of the segment that the run is in; one in a single piece stops anywhere, as operators are short.</summary>
    private long NextExitNs(long atNs)
    {
        if (segments == 1)
            return atNs;
        var segment = Math.Min(segments - 1, (long)((double)atNs / durationNs * segments));
        return (long)((double)durationNs * (segment + 1) / segments);
    }
}
