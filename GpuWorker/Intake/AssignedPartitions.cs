using Confluent.Kafka;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Intake;

/// <summary>What the consumer consumes: follows the plan as far as the lease allows. On the intake thread only.</summary>
internal sealed partial class AssignedPartitions(
    WorkerOptions options,
    PlanFollower plan,
    OffsetTracker tracker,
    OffsetStore store,
    Lease lease,
    Heartbeats heartbeats,
    IConsumer<byte[]?, RecordValue> consumer,
    IntakePauses pauses,
    Func<string, bool> isReady,
    TimeProvider time,
    ILogger logger,
    IServingEvents events)
{
    private readonly SortedDictionary<(string Topic, int Partition), string> _groups = [];
    private readonly Dictionary<(string Topic, int Partition), Holding> _holdings = [];
    private readonly RetryPace _offsetReads = new(time);
    private PlanRecord? _applied;
    private (Epoch Plan, Epoch Floor) _followed;
    private bool _isWaiting;

    /// <summary>The model group of each.</summary>
    public IReadOnlyDictionary<(string Topic, int Partition), string> Groups => _groups;

    /// <summary>The plan brings partitions to this worker, or takes some from it: its next plan comes soon.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>Newest plan followed in full; from any thread.</summary>
    public Epoch Followed => Volatile.Read(ref _applied)?.Epoch ?? default;

    public Holding HoldingOf(string topic, int partition) => _holdings[(topic, partition)];

    /// <summary>Goes towards what the plan says.</summary>
    public void Follow()
    {
        var floor = lease.Floor;
        if (plan.Plan is not { } newest || ((newest.Epoch, floor) == _followed && !_isWaiting))
            return;
        events.Following(newest.Epoch);
        // What was written before the planner heard that the lease holds is not meant for this worker any more.
        var wanted = newest.Epoch > floor ? Wanted(newest) : [];
        Unassign([.. _groups.Keys.Where(p => !wanted.ContainsKey(p) || _holdings[p].IsLost)]);
        IsMoving = newest.Moves(options.Name);
        Prepare(newest, wanted.Values);
        // A partition that came back while its last records are still being answered starts again once they are committed.
        var all = wanted.Where(w => !_groups.ContainsKey(w.Key)).ToList();
        // Those of a group that is not loaded yet join when it is: their requests wait in Kafka, and nobody waits for this worker to follow.
        var added = all.Where(w => isReady(w.Value)).ToList();
        var free = added.Where(w => !tracker.IsHeld(ToPartition(w.Key))).ToList();
        if (!TryAssign(free, newest.Epoch) || free.Count < added.Count)
            return;
        _isWaiting = added.Count < all.Count;
        if ((newest.Epoch, floor) == _followed && added.Count == 0)
            return;
        if (newest.Epoch != _followed.Plan)
            tracker.Followed();
        _followed = (newest.Epoch, floor);
        Volatile.Write(ref _applied, newest);
        heartbeats.BeatNow();
        events.Followed(newest.Epoch, _groups.Count);
        LogFollowed(newest.Epoch, _groups.Count);
    }

    /// <summary>Lets go of those that were lost.</summary>
    public void DropLost() => Unassign([.. _groups.Keys.Where(p => _holdings[p].IsLost)]);

    /// <summary>Lets go of all; what is taken of them is still answered.</summary>
    public void Leave() => Unassign([.. _groups.Keys]);

    private SortedDictionary<(string Topic, int Partition), string> Wanted(PlanRecord newest)
    {
        var wanted = new SortedDictionary<(string Topic, int Partition), string>();
        foreach (var assignment in newest.Assignments.Where(a => a.Worker == options.Name))
        {
            foreach (var partition in assignment.Partitions)
                wanted[(options.Kafka.Topics.Requests(assignment.Group), partition)] = assignment.Group;
        }

        return wanted;
    }

    /// <summary>What the target brings asks for its group's offsets soon: by then the group's client is connected.</summary>
    private void Prepare(PlanRecord newest, IEnumerable<string> served)
    {
        foreach (var coming in newest.Target.Where(a => a.Worker == options.Name && a.Partitions.Length > 0 && !served.Contains(a.Group, StringComparer.Ordinal)))
            store.Prepare(coming.Group, new TopicPartition(options.Kafka.Topics.Requests(coming.Group), coming.Partitions[0]));
    }

    private bool TryAssign(IReadOnlyList<KeyValuePair<(string Topic, int Partition), string>> added, Epoch epoch)
    {
        if (added.Count > 0 && !_offsetReads.IsDue)
            return false;
        foreach (var group in added.GroupBy(a => a.Value, StringComparer.Ordinal))
        {
            var partitions = group.Select(a => ToPartition(a.Key)).ToList();
            try
            {
                Assign(group.Key, store.Read(group.Key, partitions), epoch);
            }
            catch (KafkaException e)
            {
                if (_offsetReads.Fail())
                    LogUnread(options.Kafka.Topics.ConsumerGroup(group.Key), partitions[0].Topic, string.Join(", ", partitions.Select(p => p.Partition.Value)), Explain(e));
                return false;
            }
        }

        if (added.Count > 0)
            _offsetReads.Succeed();
        return true;
    }

    private void Assign(string group, List<TopicPartitionOffset> committed, Epoch epoch)
    {
        consumer.IncrementalAssign(committed.Select(p => p.Offset.IsSpecial ? new TopicPartitionOffset(p.TopicPartition, Offset.Beginning) : p));
        foreach (var place in committed)
        {
            _holdings[(place.Topic, place.Partition.Value)] = tracker.Start(group, place.TopicPartition, place.Offset.IsSpecial ? null : place.Offset.Value, epoch);
            _groups.Add((place.Topic, place.Partition.Value), group);
        }

        // They join the others, which stay paused until there is room. One that was paused when it left comes back paused: the client forgets no pause.
        if (pauses.IsPaused(group))
            consumer.Pause(committed.Select(p => p.TopicPartition));
        else
            consumer.Resume(committed.Select(p => p.TopicPartition));
    }

    // Where partitions differ, the client's own error says only that some failed.
    private static string Explain(KafkaException exception) => exception is TopicPartitionOffsetException partial
        ? string.Join("; ", partial.Results.Where(r => r.Error.IsError).Select(r => r.Error.ToString()).Distinct())
        : exception.Error.ToString();

    private void Unassign(IReadOnlyList<(string Topic, int Partition)> removed)
    {
        if (removed.Count == 0)
            return;
        consumer.IncrementalUnassign(removed.Select(ToPartition));
        foreach (var partition in removed)
        {
            _groups.Remove(partition);
            _holdings.Remove(partition);
            tracker.Leave(ToPartition(partition));
        }
    }

    private static TopicPartition ToPartition((string Topic, int Partition) place) => new(place.Topic, place.Partition);

    [LoggerMessage(1, LogLevel.Information, "Following plan {Epoch}; partitions: {Partitions}")]
    private partial void LogFollowed(Epoch epoch, int partitions);

    [LoggerMessage(4, LogLevel.Warning, "The committed offsets of consumer group {Group} cannot be read: {Reason}. Partitions {Partitions} of {Topic} wait for them, and are tried again: "
        + "check that the group's coordinator is up and that this worker may READ the group")]
    private partial void LogUnread(string group, string topic, string partitions, string reason);
}
