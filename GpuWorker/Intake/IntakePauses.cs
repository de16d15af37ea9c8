using Confluent.Kafka;
using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker.Intake;

/// <summary>
/// Which partitions are paused: all while the worker has its fill, those of a model group while the group has its own. They go on once three quarters of the limit are left, so that they do not flutter. On the intake
/// thread only.
/// </summary>
internal sealed partial class IntakePauses
{
    private readonly Source _worker;
    private readonly SortedDictionary<string, Source> _groups = new(StringComparer.Ordinal);
    private readonly InFlightGates _gates;
    private readonly IPartitionPauses _partitions;
    private readonly ILogger _logger;
    private readonly IServingEvents _events;

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
        foreach (var (group, limit) in options.GroupLimits)
        {
            if (limit != InFlightLimit.None)
                _groups.Add(group, new Source(group, _gates.OfGroup(group), new TellPace(time)));
        }
    }

    /// <summary>Counts what is in flight of a group.</summary>
    public IntakeGate GateOf(string group) => _gates.OfGroup(group);

    /// <summary>Nothing more of the group may be taken before <see cref="Follow"/> has paused it.</summary>
    public bool IsFull(string group) => _worker.Gate.IsFull || _groups.GetValueOrDefault(group) is { Gate.IsFull: true };

    /// <summary>New partitions of the group come unpaused, and are to be paused as the others are.</summary>
    public bool IsPaused(string group) => _worker.IsPaused || _groups.GetValueOrDefault(group) is { IsPaused: true };

    /// <summary>Pauses and resumes as what is in flight asks for.</summary>
    /// <param name="assigned">The partitions that are consumed, and their groups.</param>
    public void Follow(IReadOnlyDictionary<(string Topic, int Partition), string> assigned)
    {
        if (!Changes(_worker) && !_groups.Values.Any(Changes))
            return;
        var before = assigned.Values.Distinct(StringComparer.Ordinal).ToDictionary(group => group, IsPaused, StringComparer.Ordinal);
        Change(_worker);
        foreach (var group in _groups.Values)
            Change(group);
        List<TopicPartition> Where(Func<string, bool> isWanted) => [.. assigned.Where(a => isWanted(a.Value)).Select(a => new TopicPartition(a.Key.Topic, a.Key.Partition))];
        if (Where(group => !before[group] && IsPaused(group)) is { Count: > 0 } paused)
            _partitions.Pause(paused);
        if (Where(group => before[group] && !IsPaused(group)) is { Count: > 0 } resumed)
            _partitions.Resume(resumed);
    }

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

    [LoggerMessage(20, LogLevel.Information, "All partitions are paused until there is room: {InFlight} are in flight. Pauses since this was last told: {Times}")]
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
