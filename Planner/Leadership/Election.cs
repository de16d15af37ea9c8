using Confluent.Kafka;

namespace Shepherd.Planner.Leadership;

/// <summary>
/// Which planner is to lead: the one that the consumer group gives the plan topic's one partition. It only proposes: for a while two may think that they are chosen, and the plan topic decides between them. On a thread of its own.
/// </summary>
internal sealed partial class Election : IDisposable
{
    /// <summary>Rebalances are noticed within this time.</summary>
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Kafka wants several heartbeats in a session.</summary>
    private const int HeartbeatsPerSession = 4;

    private readonly ILogger _logger;
    private readonly Action _onChanged;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly Thread _thread;
    private volatile bool _isChosen;
    private volatile bool _isStopping;
    private ErrorCode _told;

    /// <summary>Joins the election.</summary>
    /// <param name="options">Where, and how long a silent planner stays chosen.</param>
    /// <param name="onChanged">Called on the election's thread when <see cref="IsChosen"/> changed.</param>
    /// <param name="logger">Where lost brokers are told.</param>
    public Election(PlannerOptions options, Action onChanged, ILogger logger)
    {
        (_onChanged, _logger) = (onChanged, logger);
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(options.Kafka.ToSettings(options.Name))
        {
            GroupId = $"{options.Kafka.Topics.Prefix}.planner",
            SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = (int)options.SessionTimeout.TotalMilliseconds / HeartbeatsPerSession,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Latest,
            // Whoever leads goes on leading when another joins: every change of leaders begins a term.
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
        })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => Tell(error))
            .SetPartitionsAssignedHandler((_, added) => Change(_isChosen || added.Count > 0))
            .SetPartitionsRevokedHandler((_, _) => Change(false))
            .SetPartitionsLostHandler((_, _) => Change(false))
            .Build();
        _thread = new Thread(() => Run(options.Kafka.Topics.Plan)) { IsBackground = true, Name = "election" };
        _thread.Start();
    }

    /// <summary>Whether the group's coordinator, by its last word, wants this planner to lead.</summary>
    public bool IsChosen => _isChosen;

    /// <summary>Leaves: another is chosen at once.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        _consumer.Dispose();
    }

    private void Run(string topic)
    {
        _consumer.Subscribe(topic);
        while (!_isStopping)
        {
            try
            {
                // The plans themselves are read by the plan log; here they only keep the membership going.
                _consumer.Consume(PollTime);
            }
            catch (ConsumeException e)
            {
                Tell(e.Error);
            }
        }

        try
        {
            _consumer.Close();
        }
        catch (KafkaException e)
        {
            Tell(e.Error);
        }
    }

    private void Change(bool isChosen)
    {
        _isChosen = isChosen;
        _told = ErrorCode.NoError;
        _onChanged();
    }

    // The same trouble comes at every attempt: it is told once.
    private void Tell(Error error)
    {
        if (error.Code == _told)
            return;
        _told = error.Code;
        LogElection(error.Reason);
    }

    [LoggerMessage(10, LogLevel.Warning, "The planners' election: {Reason}")]
    private partial void LogElection(string reason);
}
