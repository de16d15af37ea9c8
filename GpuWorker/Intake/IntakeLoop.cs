using Confluent.Kafka;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Telemetry;

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

    private readonly OffsetTracker _tracker;
    private readonly IntakeGate _gate;
    private readonly IntakePauses _pauses;
    private readonly Receiver _receiver;
    private readonly Lease _lease;
    private readonly ILogger<IntakeLoop> _logger;
    private readonly IServingEvents _events;
    private readonly ConsumerLag? _lag;
    private readonly IConsumer<byte[]?, RecordValue> _consumer;
    private readonly AssignedPartitions _assigned;
    private readonly Thread _thread;
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
        _pauses = new IntakePauses(options, gate, this, time, logger, _events, gates);
        (_tracker, _gate, _lease, _receiver, _logger) = (tracker, gate, lease, receiver, logger);
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
        _assigned = new AssignedPartitions(options, plan, tracker, store, lease, heartbeats, _consumer, _pauses, receiver.IsReady, time, logger, _events);
        heartbeats.Followed = () => _assigned.Followed;
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
        _pauses.Dispose();
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
                    _assigned.Follow();
                    _pauses.Follow(_assigned.Groups);
                    if (_pauses.IsHalted)
                        _pauses.WaitForRoom(PollTime);
                    else
                        Poll();
                }
                else
                {
                    _assigned.DropLost();
                    Thread.Sleep(FencedPause);
                }

                _events.Polled();
                _lag?.Look(_consumer.GetWatermarkOffsets);
            }

            _assigned.Leave();
        }
        catch (Exception e)
        {
            // A worker that takes nothing is better gone, so that its partitions go to a live one.
            LogFailed(e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    void IPartitionPauses.Pause(IReadOnlyList<TopicPartition> partitions) => _consumer.Pause(partitions);

    void IPartitionPauses.Resume(IReadOnlyList<TopicPartition> partitions) => _consumer.Resume(partitions);

    /// <summary>Takes what the client has, as many as make one hand-over: who sleeps is woken once for all of them.</summary>
    private void Poll()
    {
        try
        {
            var result = _consumer.Consume(_assigned.IsMoving ? MovingPollTime : PollTime);
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
        var group = _assigned.Groups[(result.Topic, result.Partition.Value)];
        var record = new TakenRecord(
            group,
            result.TopicPartitionOffset,
            timestamp.Type == TimestampType.NotAvailable ? null : timestamp.UnixTimestampMs,
            result.Message.Key,
            result.Message.Headers,
            result.Message.Value)
        { GroupGate = _pauses.GateOf(group), Holding = _assigned.HoldingOf(result.Topic, result.Partition.Value) };
        _tracker.Take(record.Place);
        _gate.Take(record.Value.Length);
        record.GroupGate?.Take(record.Value.Length);
        _receiver.Receive(record, isMoreToCome: true);
        return group;
    }

    [LoggerMessage(2, LogLevel.Warning, "Kafka: {Reason}")]
    private partial void LogKafka(string reason);

    [LoggerMessage(3, LogLevel.Critical, "The intake failed; the worker stops")]
    private partial void LogFailed(Exception exception);
}
