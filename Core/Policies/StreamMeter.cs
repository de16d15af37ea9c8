namespace Shepherd.Core.Policies;

/// <summary>Arrivals of one stream over the last few windows of equal length: their rate and the time that their senders allow. O(1) an arrival, no allocation.</summary>
/// <param name="windowNs">Length of a window, positive.</param>
/// <param name="windows">Complete windows that count, at least 1.</param>
/// <param name="startNs">When the first window begins.</param>
internal sealed class StreamMeter(long windowNs, int windows, long startNs)
{
    private readonly long[] _counts = new long[windows];
    private readonly long[] _promisesNs = new long[windows];
    private long _window;
    private long _count;
    private long _promiseNs;
    private long _sealedCount;
    private long _sealedPromiseNs;

    /// <summary>Mean time from arrival to deadline; 0 before the first arrival.</summary>
    public long SloNs { get; private set; }

    /// <summary>Requests a second over the complete windows; null before the first is complete.</summary>
    public double? RatePerS { get; private set; }

    /// <summary>Takes an arrival.</summary>
    /// <returns>Whether a window was completed: only then did the figures change.</returns>
    public bool Add(ScheduledRequest request, long nowNs)
    {
        if (SloNs == 0)
            SloNs = request.DeadlineNs - request.ArrivalNs;
        var hasChanged = Roll(nowNs);
        _count++;
        _promiseNs += request.DeadlineNs - request.ArrivalNs;
        return hasChanged;
    }

    /// <summary>Completes the windows that are over.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Roll(long nowNs)
    {
        var window = (nowNs - startNs) / windowNs;
        if (window <= _window)
            return false;
        // Past a whole ring of silence each slot has been emptied.
        for (var i = 0; i <= windows && _window < window; i++)
            Seal();
        _window = window;
        RatePerS = _sealedCount * 1e9 / (Math.Min(_window, windows) * (double)windowNs);
        SloNs = _sealedCount > 0 ? _sealedPromiseNs / _sealedCount : SloNs;
        return true;
    }

    private void Seal()
    {
        var slot = _window % windows;
        _sealedCount += _count - _counts[slot];
        _sealedPromiseNs += _promiseNs - _promisesNs[slot];
        (_counts[slot], _promisesNs[slot]) = (_count, _promiseNs);
        (_count, _promiseNs) = (0, 0);
        _window++;
    }
}
