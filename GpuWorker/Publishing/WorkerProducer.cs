using System.Globalization;
using Confluent.Kafka;
using Shepherd.GpuWorker.Publishing.Native;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>The worker's one producer: results, dead letters, heartbeats.</summary>
internal sealed partial class WorkerProducer : IDisposable
{
    private readonly NativeProducer _producer;
    private readonly ILogger<WorkerProducer> _logger;

    public WorkerProducer(WorkerOptions options, IHostApplicationLifetime lifetime, ILogger<WorkerProducer> logger)
    {
        _logger = logger;
        var settings = options.Kafka.ToSettings(options.Name);
        settings["acks"] = "all";
        settings["enable.idempotence"] = "true";
        settings["linger.ms"] = "0";
        // What was handed over leaves within that time or not at all, so that it cannot outlive the lease; the client looks at it before it sends on after a stop.
        settings["message.timeout.ms"] = ((int)options.SendTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        // How long a topic may be unknown before that is believed: a new topic spreads within a second, and a caller waits for the outcome.
        settings["topic.metadata.propagation.max.ms"] = "5000";
        _producer = new NativeProducer(settings, reason => End(reason, null, lifetime), e => End(e.Message, e, lifetime));
    }

    /// <summary>Sends; <see cref="OutgoingRecord.Done"/> is called exactly once, on the calling thread when the client refuses at once, else on the producer's.</summary>
    public void Send(OutgoingRecord record)
    {
        if (_producer.Send(record) is not ErrorCode.NoError and var refused)
            record.Done(record, refused);
    }

    /// <summary>Sends and completes when the broker has it.</summary>
    /// <exception cref="KafkaException">The broker did not take it.</exception>
    public Task SendAsync(string topic, Message<byte[]?, byte[]> message, CancellationToken stop)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(OutgoingRecord.Of(new TopicPartition(topic, Partition.Any), message, (record, error) =>
        {
            record.Free();
            if (error == ErrorCode.NoError)
                sent.TrySetResult();
            else
                sent.TrySetException(new KafkaException(error));
        }));
        return sent.Task.WaitAsync(stop);
    }

    /// <summary>Waits for what is under way, at most so long.</summary>
    public void Flush(TimeSpan timeout) => _producer.Flush(timeout);

    /// <summary>Gives back what is not sent yet: its <see cref="OutgoingRecord.Done"/> says <see cref="ErrorCode.Local_PurgeQueue"/>.</summary>
    public void Purge() => _producer.Purge();

    public void Dispose() => _producer.Dispose();

    /// <summary>Nothing can be published any more; another process can take over from the committed offsets.</summary>
    private void End(string reason, Exception? exception, IHostApplicationLifetime lifetime)
    {
        LogFatal(exception, reason);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    [LoggerMessage(1, LogLevel.Critical, "The producer cannot go on: {Reason}. The worker stops; its partitions go to others")]
    private partial void LogFatal(Exception? exception, string reason);
}
