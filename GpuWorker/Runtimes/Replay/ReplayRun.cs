namespace Shepherd.GpuWorker.Runtimes.Replay;

/// <summary>A batch that takes its time. Asked to stop, it does so at the end of the segment that it is in, as a device does that looks at the flag there, or at once where its work may be lost.</summary>
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
        var isAbandoned = stop.IsAbandoned;
        var exitNs = NextExitNs(_doneNs + ranNs, isAbandoned);
        clock.Wait(exitNs - _doneNs - ranNs);
        if (exitNs >= durationNs)
            return answer();
        (_doneNs, _waits) = (exitNs, !isAbandoned);
        throw new BatchStoppedException();
    }

    public void Dispose()
    {
    }

    /// <summary>End of the segment that the run is in, the next one where it stands at an end; one in a single piece, or whose work is given up, stops anywhere, as operators are short.</summary>
    private long NextExitNs(long atNs, bool isAbandoned)
    {
        if (segments == 1 || isAbandoned)
            return atNs;
        for (var segment = 1; segment < segments; segment++)
        {
            if (durationNs * segment / segments is var exitNs && exitNs > atNs)
                return exitNs;
        }

        return durationNs;
    }
}
