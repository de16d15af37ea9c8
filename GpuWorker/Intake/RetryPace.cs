namespace Shepherd.GpuWorker.Intake;

/// <summary>When to try again what the broker refuses, and when to say so: pauses double up to a bound, and a line that nobody needs twice is told now and then. One thread.</summary>
internal sealed class RetryPace(TimeProvider time)
{
    /// <summary>A coordinator that moves to another broker is back within some of these: requests wait meanwhile.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);

    /// <summary>A right that is granted, or a broker that comes back, is noticed within this; longer would save nothing any more.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    /// <summary>Twice a minute is enough for whoever looks, and buries nothing.</summary>
    public static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(30);

    private TimeSpan _pause;
    private long _failedAt;
    private long? _toldAt;

    /// <summary>True when an attempt may be made.</summary>
    public bool IsDue => _pause == TimeSpan.Zero || time.GetElapsedTime(_failedAt) >= _pause;

    /// <summary>An attempt failed; true when it is to be told.</summary>
    public bool Fail()
    {
        _failedAt = time.GetTimestamp();
        var doubled = _pause * 2;
        _pause = doubled < PauseMin ? PauseMin : doubled > PauseMax ? PauseMax : doubled;
        if (_toldAt is { } toldAt && time.GetElapsedTime(toldAt, _failedAt) < TellAgainAfter)
            return false;
        _toldAt = _failedAt;
        return true;
    }

    /// <summary>An attempt succeeded: the next failure starts with the shortest pause. What was told stays told.</summary>
    public void Succeed() => _pause = TimeSpan.Zero;
}
