using Shepherd.GpuWorker.Intake;

namespace Shepherd.GpuWorker.Peers.Following;

/// <summary>When to tell why somebody was not let in: it comes again every two seconds, and the same reason is told now and then. Thread-safe.</summary>
internal sealed class RefusalPace(TimeProvider time)
{
    /// <summary>Reasons kept in mind; past it all are forgotten, so that whoever scans ports costs no memory.</summary>
    private const int ReasonsMax = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string From, string Reason), long> _told = [];

    /// <summary>True when it is to be told.</summary>
    /// <param name="from">Who came, without the port: each connection has another.</param>
    /// <param name="reason">Why it was not let in.</param>
    public bool IsDue(string from, string reason)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_told.TryGetValue((from, reason), out var toldAt) && time.GetElapsedTime(toldAt, now) < RetryPace.TellAgainAfter)
                return false;
            if (_told.Count >= ReasonsMax)
                _told.Clear();
            _told[(from, reason)] = now;
            return true;
        }
    }
}
