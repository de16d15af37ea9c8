using Confluent.Kafka;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Intake;

/// <summary>The thread that polls Kafka: follows the plan's assignment, takes records, pauses when too much is in flight.</summary>
internal sealed partial class IntakeLoop : IPartitionPauses, IDisposable
{
    /// <summary>Longest the thread stays in the client: bounds how late it sees a new plan or room in the gate.</summary>
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(20);

    /// <summary>The same while the plan moves partitions to or from this worker: nobody answers their requests until it sees the next one.</summary>
    private static readonly TimeSpan MovingPollTime = TimeSpan.FromMilliseconds(2);

    /// <summary>Between two looks whether the lease holds again.</summary>
    private static readonly TimeSpan FencedPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Records of one hand-over to the driver: taking one costs microseconds, so the first waits a fraction of a millisecond at most.</summary>
    private const int BurstMax = 16;

    /// <summary>Records that the client may hold unread, KiB: one large fetch per partition and no more, since they wait outside the scheduler's sight.</summary>
    private const int PrefetchKbytes = 8192;

    private readonly WorkerOptions _options;
    private readonly PlanFollower _plan;
    private readonly OffsetTracker _tracker;
    private readonly OffsetStore _store;
    private readonly IntakeGate _gate;
    private readonly IntakePauses _pauses;
    private readonly Receiver _receiver;
    private readonly Lease _lease;
    private readonly Heartbeats _heartbeats;
    private readonly ILogger<IntakeLoop> _logger;
    private readonly IServingEvents _events;
    private readonly ConsumerLag? _lag;
    private readonly IConsumer<byte[]?, RecordValue> _consumer;
    private readonly SortedDictionary<(string Topic, int Partition), string> _assigned = [];
    private readonly Dictionary<(string Topic, int Partition), Holding> _holdings = [];
    private readonly RetryPace _offsetReads;
    private readonly Thread _thread;
    private PlanRecord? _applied;
    private Epoch _followed;
    private bool _isMoving;
    private bool _isWaiting;
    private volatile bool _isStopping;

    public IntakeLoop(
        WorkerOptions options,
        PlanFollower plan,
        OffsetTracker tracker,
        OffsetStore store,
        IntakeGate gate,
        Lease lease,
        Receiver receiver,
        Heartbeats heartbeats,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<IntakeLoop> logger,
        IServingEvents? events = null,
        InFlightGates? gates = null,
        ConsumerLag? lag = null)
    {
        _lag = lag;
        _events = events ?? NoEvents.Instance;
        _offsetReads = new RetryPace(time);
        _pauses = new IntakePauses(options, gate, this, time, logger, _events, gates);
        (_options, _plan, _tracker, _store, _gate, _lease, _receiver, _heartbeats, _logger) = (options, plan, tracker, store, gate, lease, receiver, heartbeats, logger);
        _consumer = new ConsumerBuilder<byte[]?, RecordValue>(new ConsumerConfig(options.Kafka.ToSettings(options.Name))
        {
            // Never committed to: each model group has its own, see OffsetStore.
            GroupId = $"{options.Kafka.Topics.Prefix}.intake",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            QueuedMaxMessagesKbytes = PrefetchKbytes,
        })
            .SetValueDeserializer(new RecordValue.Deserializer())
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => LogKafka(error.Reason))
            .Build();
        heartbeats.Followed = () => Volatile.Read(ref _applied)?.Epoch ?? default;
        _thread = new Thread(() => Run(lifetime)) { IsBackground = true, Name = "intake" };
    }

    public void Start() => _thread.Start();

    /// <summary>Ends the intake: nothing more is taken, what is taken goes on.</summary>
    public void Stop()
    {
        _isStopping = true;
        if (_thread.IsAlive)
            _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        _consumer.Dispose();
    }

    private void Run(IHostApplicationLifetime lifetime)
    {
        try
        {
            while (!_isStopping)
            {
                if (_lease.Holds)
                {
                    FollowPlan();
                    _pauses.Follow(_assigned);
                    Poll();
                }
                else
                {
                    Thread.Sleep(FencedPause);
                }

                _events.Polled();
                _lag?.Look(_consumer.GetWatermarkOffsets);
            }

            Unassign([.. _assigned.Keys]);
        }
        catch (Exception e)
        {
            // A worker that takes nothing is better gone, so that its partitions go to a live one.
            LogFailed(e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private void FollowPlan()
    {
        if (_plan.Plan is not { } plan || (plan.Epoch == _followed && !_isWaiting))
            return;
        _events.Following(plan.Epoch);
        var wanted = new SortedDictionary<(string Topic, int Partition), string>();
        foreach (var assignment in plan.Assignments.Where(a => a.Worker == _options.Name))
        {
            foreach (var partition in assignment.Partitions)
                wanted[(_options.Kafka.Topics.Requests(assignment.Group), partition)] = assignment.Group;
        }

        Unassign([.. _assigned.Keys.Where(p => !wanted.ContainsKey(p) || _holdings[p].IsLost)]);
        _isMoving = plan.Moves(_options.Name);
        Prepare(plan, wanted.Values);
        // A partition that came back while its last records are still being answered starts again once they are committed.
        var all = wanted.Where(w => !_assigned.ContainsKey(w.Key)).ToList();
        // Those of a group that is not loaded yet join when it is: their requests wait in Kafka, and nobody waits for this worker to follow.
        var added = all.Where(w => _receiver.IsReady(w.Value)).ToList();
        var free = added.Where(w => !_tracker.IsHeld(ToPartition(w.Key))).ToList();
        if (!TryAssign(free, plan.Epoch) || free.Count < added.Count)
            return;
        _isWaiting = added.Count < all.Count;
        if (plan.Epoch == _followed && added.Count == 0)
            return;
        if (plan.Epoch != _followed)
            _tracker.Followed();
        _followed = plan.Epoch;
        Volatile.Write(ref _applied, plan);
        _heartbeats.BeatNow();
        _events.Followed(plan.Epoch, _assigned.Count);
        LogFollowed(plan.Epoch, _assigned.Count);
    }

    /// <summary>What the target brings asks for its group's offsets soon: by then the group's client is connected.</summary>
    private void Prepare(PlanRecord plan, IEnumerable<string> served)
    {
        foreach (var coming in plan.Target.Where(a => a.Worker == _options.Name && a.Partitions.Length > 0 && !served.Contains(a.Group, StringComparer.Ordinal)))
            _store.Prepare(coming.Group, new TopicPartition(_options.Kafka.Topics.Requests(coming.Group), coming.Partitions[0]));
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
                Assign(group.Key, _store.Read(group.Key, partitions), epoch);
            }
            catch (KafkaException e)
            {
                if (_offsetReads.Fail())
                    LogUnread(_options.Kafka.Topics.ConsumerGroup(group.Key), partitions[0].Topic, string.Join(", ", partitions.Select(p => p.Partition.Value)), Explain(e));
                return false;
            }
        }

        if (added.Count > 0)
            _offsetReads.Succeed();
        return true;
    }

    private void Assign(string group, List<TopicPartitionOffset> committed, Epoch epoch)
    {
        _consumer.IncrementalAssign(committed.Select(p => p.Offset.IsSpecial ? new TopicPartitionOffset(p.TopicPartition, Offset.Beginning) : p));
        foreach (var place in committed)
        {
            _holdings[(place.Topic, place.Partition.Value)] = _tracker.Start(group, place.TopicPartition, place.Offset.IsSpecial ? null : place.Offset.Value, epoch);
            _assigned.Add((place.Topic, place.Partition.Value), group);
        }

        // They join the others, which stay paused until there is room. One that was paused when it left comes back paused: the client forgets no pause.
        if (_pauses.IsPaused(group))
            _consumer.Pause(committed.Select(p => p.TopicPartition));
        else
            _consumer.Resume(committed.Select(p => p.TopicPartition));
    }

    // Where partitions differ, the client's own error says only that some failed.
    private static string Explain(KafkaException exception) => exception is TopicPartitionOffsetException partial
        ? string.Join("; ", partial.Results.Where(r => r.Error.IsError).Select(r => r.Error.ToString()).Distinct())
        : exception.Error.ToString();

    private void Unassign(IReadOnlyList<(string Topic, int Partition)> removed)
    {
        if (removed.Count == 0)
            return;
        _consumer.IncrementalUnassign(removed.Select(ToPartition));
        foreach (var partition in removed)
        {
            _assigned.Remove(partition);
            // Nobody waits for what is another's already to be answered here.
            if (_holdings.Remove(partition, out var holding) && holding.IsLost)
                _tracker.Abandon(ToPartition(partition));
            else
                _tracker.Leave(ToPartition(partition));
        }
    }

    void IPartitionPauses.Pause(IReadOnlyList<TopicPartition> partitions) => _consumer.Pause(partitions);

    void IPartitionPauses.Resume(IReadOnlyList<TopicPartition> partitions) => _consumer.Resume(partitions);

    /// <summary>Takes what the client has, as many as make one hand-over: who sleeps is woken once for all of them.</summary>
    private void Poll()
    {
        try
        {
            var result = _consumer.Consume(_isMoving ? MovingPollTime : PollTime);
            for (var taken = 1; result is not null; taken++)
            {
                var group = Take(result);
                if (taken == BurstMax || _pauses.IsFull(group))
                    return;
                result = _consumer.Consume(TimeSpan.Zero);
            }
        }
        catch (ConsumeException e)
        {
            LogKafka(e.Error.Reason);
        }
        finally
        {
            _receiver.Flush();
        }
    }

    /// <returns>The model group that it is of.</returns>
    private string Take(ConsumeResult<byte[]?, RecordValue> result)
    {
        var timestamp = result.Message.Timestamp;
        var group = _assigned[(result.Topic, result.Partition.Value)];
        var record = new TakenRecord(
            group,
            result.TopicPartitionOffset,
            timestamp.Type == TimestampType.NotAvailable ? null : timestamp.UnixTimestampMs,
            result.Message.Key,
            result.Message.Headers,
            result.Message.Value)
        { GroupGate = _pauses.GateOf(group), Holding = _holdings[(result.Topic, result.Partition.Value)] };
        _tracker.Take(record.Place);
        _gate.Take(record.Value.Length);
        record.GroupGate?.Take(record.Value.Length);
        _receiver.Receive(record, isMoreToCome: true);
        return group;
    }

    private static TopicPartition ToPartition((string Topic, int Partition) place) => new(place.Topic, place.Partition);

    [LoggerMessage(1, LogLevel.Information, "Following plan {Epoch}; partitions: {Partitions}")]
    private partial void LogFollowed(Epoch epoch, int partitions);

    [LoggerMessage(2, LogLevel.Warning, "Kafka: {Reason}")]
    private partial void LogKafka(string reason);

    [LoggerMessage(4, LogLevel.Warning, "The committed offsets of consumer group {Group} cannot be read: {Reason}. Partitions {Partitions} of {Topic} wait for them, and are tried again: "
        + "check that the group's coordinator is up and that this worker may READ the group")]
    private partial void LogUnread(string group, string topic, string partitions, string reason);

    [LoggerMessage(3, LogLevel.Critical, "The intake failed; the worker stops")]
    private partial void LogFailed(Exception exception);
}
