using Confluent.Kafka;
using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker.Intake;

/// <summary>
/// What is not taken for now: anything while the worker has its fill, a model group's while the group has its own. It goes on once three quarters of the limit are left, so that it does not flutter. The client is asked to pause partitions only
/// while it has others to fetch: it drops what it has fetched of those it pauses, and one that has nothing to fetch sleeps for up to a second after they are resumed. Where nothing is to be taken it is left alone, and not
/// polled. On the intake thread only.
/// </summary>
internal sealed partial class IntakePauses : IDisposable
{
    private readonly Source _worker;
    private readonly SortedDictionary<string, Source> _groups = new(StringComparer.Ordinal);
    private readonly InFlightGates _gates;
    private readonly IPartitionPauses _partitions;
    private readonly ILogger _logger;
    private readonly IServingEvents _events;
    private readonly RoomSignal _room = new();
    private readonly SortedSet<string> _paused = new(StringComparer.Ordinal);

    /// <param name="options">Whose limits hold.</param>
    /// <param name="worker">Of the worker as a whole.</param>
    /// <param name="partitions">Is paused and resumed.</param>
    /// <param name="time">Clock of the log's pace.</param>
    /// <param name="logger">Told of pauses, now and then.</param>
    /// <param name="events">Told of each.</param>
    /// <param name="gates">Count what is in flight; null: its own do.</param>
    public IntakePauses(WorkerOptions options, IntakeGate worker, IPartitionPauses partitions, TimeProvider time, ILogger logger, IServingEvents events, InFlightGates? gates = null)
    {
        _gates = gates ?? new InFlightGates(options);
        (_partitions, _logger, _events) = (partitions, logger, events);
        _worker = new Source("", worker, new TellPace(time));
        worker.Room = _room;
        foreach (var (group, limit) in options.GroupLimits)
        {
            if (limit == InFlightLimit.None)
                continue;
            var gate = _gates.OfGroup(group);
            gate.Room = _room;
            _groups.Add(group, new Source(group, gate, new TellPace(time)));
        }
    }

    /// <summary>Counts what is in flight of a group.</summary>
    public IntakeGate GateOf(string group) => _gates.OfGroup(group);

    /// <summary>Nothing more of the group may be taken before <see cref="Follow"/> has paused it.</summary>
    public bool IsFull(string group) => _worker.Gate.IsFull || _groups.GetValueOrDefault(group) is { Gate.IsFull: true };

    /// <summary>Nothing is to be taken: the client is not polled until <see cref="WaitForRoom"/> returns.</summary>
    public bool IsHalted { get; private set; }

    /// <summary>The client has paused the group's partitions: new ones come unpaused, and are to be as the others are.</summary>
    public bool IsPaused(string group) => _paused.Contains(group);

    /// <summary>Pauses and resumes as what is in flight asks for.</summary>
    /// <param name="assigned">The partitions that are consumed, and their groups.</param>
    public void Follow(IReadOnlyDictionary<(string Topic, int Partition), string> assigned)
    {
        Change(_worker);
        foreach (var group in _groups.Values)
            Change(group);
        IsHalted = _worker.IsPaused || (IsAnyFull() && assigned.Values.All(IsFullGroup));
        if (IsHalted || (_paused.Count == 0 && !IsAnyFull()))
            return;
        foreach (var group in assigned.Values.Where(g => IsFullGroup(g) != _paused.Contains(g)).Distinct(StringComparer.Ordinal).ToList())
        {
            List<TopicPartition> partitions = [.. assigned.Where(a => a.Value == group).Select(a => new TopicPartition(a.Key.Topic, a.Key.Partition))];
            if (_paused.Remove(group))
                _partitions.Resume(partitions);
            else if (_paused.Add(group))
                _partitions.Pause(partitions);
        }
    }

    /// <summary>Returns when something may be taken again, or after the time.</summary>
    public void WaitForRoom(TimeSpan atMost) => _room.Wait(() => Changes(_worker) || _groups.Values.Any(Changes), atMost);

    public void Dispose() => _room.Dispose();

    private bool IsAnyFull() => _groups.Values.Any(g => g.IsPaused);

    private bool IsFullGroup(string group) => _groups.GetValueOrDefault(group) is { IsPaused: true };

    private static bool Changes(Source source) => source.IsPaused ? source.Gate.HasRoom : source.Gate.IsFull;

    private void Change(Source source)
    {
        if (!Changes(source))
            return;
        source.IsPaused = !source.IsPaused;
        if (!source.IsPaused)
            return;
        _events.IntakePaused(source.Group);
        if (!source.Pace.IsDue(out var times))
            return;
        if (source.Group.Length == 0)
            LogWorkerPaused(source.Gate.Describe(), times);
        else
            LogGroupPaused(source.Group, source.Gate.Describe(), times);
    }

    [LoggerMessage(20, LogLevel.Information, "Nothing is taken until there is room: {InFlight} are in flight. Pauses since this was last told: {Times}")]
    private partial void LogWorkerPaused(string inFlight, long times);

    [LoggerMessage(21, LogLevel.Information, "The partitions of model group {Group} are paused until it has room: {InFlight} are in flight. Pauses since this was last told: {Times}")]
    private partial void LogGroupPaused(string group, string inFlight, long times);

    /// <summary>Somebody whose limit pauses partitions.</summary>
    private sealed class Source(string group, IntakeGate gate, TellPace pace)
    {
        /// <summary>Empty: the worker as a whole.</summary>
        public string Group => group;

        public IntakeGate Gate => gate;

        public TellPace Pace => pace;

        public bool IsPaused { get; set; }
    }
}

/// <summary>Pauses and resumes partitions.</summary>
internal interface IPartitionPauses
{
    void Pause(IReadOnlyList<TopicPartition> partitions);

    void Resume(IReadOnlyList<TopicPartition> partitions);
}
