namespace Shepherd.GpuWorker.Telemetry.Timelines;

/// <summary>One thing that happened to a request.</summary>
/// <param name="AtNs">When, Unix nanoseconds.</param>
/// <param name="What">arrived, refused, dispatched, stopping, stopped, suspended, resumed, restarted, finished, dropped, published or acknowledged.</param>
/// <param name="Detail">The rest, for people.</param>
/// <param name="Lane">Lane concerned; -1 where none is.</param>
internal readonly record struct TimelineEvent(long AtNs, string What, string Detail, int Lane = -1);

/// <summary>What happens to one request whose timeline was asked for. Driver, lanes and publisher tell it, hence the lock.</summary>
/// <param name="takenNs">When its record was taken, Unix nanoseconds.</param>
internal sealed class Timeline(long takenNs)
{
    /// <summary>A request that is preempted without end must not grow without bound: what follows is counted, not told.</summary>
    public const int EventsMax = 200;

    /// <summary>A result goes out after its run, also where both are of one instant.</summary>
    public const string Published = "published";

    private readonly Lock _lock = new();
    private readonly List<TimelineEvent> _events = [];
    private int _runs;
    private bool _isAcknowledged;
    private bool _isTold;

    public long TakenNs => takenNs;

    public string Id { get; set; } = "";

    public string Model { get; set; } = "";

    /// <summary>Events that were more than it keeps.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Adds an event.</summary>
    /// <param name="told">The event.</param>
    /// <param name="runs">1 where a run of its batch begins, -1 where it ends: the driver may learn of the end after the result was acknowledged.</param>
    /// <param name="isAcknowledged">The broker has its result.</param>
    /// <returns>True once, when nothing more can happen to it.</returns>
    public bool Tell(TimelineEvent told, int runs = 0, bool isAcknowledged = false)
    {
        lock (_lock)
        {
            if (_events.Count < EventsMax)
                _events.Add(told);
            else
                LeftOut++;
            (_runs, _isAcknowledged) = (_runs + runs, _isAcknowledged || isAcknowledged);
            if (_isTold || !_isAcknowledged || _runs > 0)
                return false;
            return _isTold = true;
        }
    }

    /// <summary>A copy, in order of time.</summary>
    public IReadOnlyList<TimelineEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events.OrderBy(e => e.AtNs).ThenBy(e => e.What == Published)];
        }
    }
}
