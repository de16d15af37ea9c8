using Confluent.Kafka;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>The worker's one producer: results, dead letters, heartbeats.</summary>
internal sealed partial class WorkerProducer : IDisposable
{
    /// <summary>How long a topic may be unknown before that is believed: a new topic spreads within a second, and a caller waits for the outcome.</summary>
    private const string TopicPropagationMs = "5000";

    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly ILogger<WorkerProducer> _logger;

    public WorkerProducer(WorkerOptions options, IHostApplicationLifetime lifetime, ILogger<WorkerProducer> logger)
    {
        _logger = logger;
        var settings = new ProducerConfig(options.Kafka.ToSettings(options.Name))
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 0,
        };
        settings.Set("topic.metadata.propagation.max.ms", TopicPropagationMs);
        _producer = new ProducerBuilder<byte[]?, byte[]>(settings)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) =>
            {
                if (!error.IsFatal)
                    return;
                // Nothing can be published any more; another process can take over from the committed offsets.
                LogFatal(error.Reason);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
            })
            .Build();
    }

    /// <summary>Sends; <paramref name="done"/> is called exactly once, on the calling thread when the client refuses at once, else on the client's.</summary>
    public void Send(TopicPartition target, Message<byte[]?, byte[]> message, Action<Error> done)
    {
        try
        {
            _producer.Produce(target, message, report => done(report.Error));
        }
        catch (ProduceException<byte[]?, byte[]> e)
        {
            done(e.Error);
        }
    }

    /// <summary>Sends and completes when the broker has it.</summary>
    /// <exception cref="ProduceException{TKey,TValue}">The broker did not take it.</exception>
    public Task SendAsync(string topic, Message<byte[]?, byte[]> message, CancellationToken stop) => _producer.ProduceAsync(topic, message, stop);

    /// <summary>Waits for what is under way, at most so long.</summary>
    public void Flush(TimeSpan timeout) => _producer.Flush(timeout);

    public void Dispose() => _producer.Dispose();

    [LoggerMessage(1, LogLevel.Critical, "The producer cannot go on: {Reason}. The worker stops; its partitions go to others")]
    private partial void LogFatal(string reason);
}
