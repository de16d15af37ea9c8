using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Kafka;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Control;

/// <summary>Reads a control topic from its beginning and stays on it, on a thread of its own. Commits nothing.</summary>
public sealed class TopicFollower : IDisposable
{
    private readonly TopicReader _reader;

    /// <summary>Starts following.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="topic">Topic; it may be created later.</param>
    /// <param name="onRecord">Takes each record's key and value on the follower's thread, in log order per partition. A <see cref="CodecException"/> from it skips the record.</param>
    /// <param name="logger">Where skipped records and lost brokers are told; null: nowhere.</param>
    public TopicFollower(KafkaOptions kafka, string topic, Action<string?, ReadOnlyMemory<byte>> onRecord, ILogger? logger = null)
    {
        _reader = new TopicReader(
            kafka,
            [new ReadTopic(topic, ReadFrom.Beginning)],
            (record, _) => onRecord(record.Message.Key, record.Message.Value),
            logger ?? NullLogger.Instance,
            ReadPace.Control);
    }

    /// <summary>Completes when everything that was in the topic at the start has been handed over; fails when the follower does.</summary>
    public Task CaughtUp => _reader.CaughtUp;

    /// <summary>Completes when following ends by <see cref="Dispose"/>; fails with an <see cref="InferenceClientException"/> that names the topic when it cannot go on. Whoever acts on the topic must stop then: it hears nothing any more.</summary>
    public Task Completion => _reader.Completion;

    /// <summary>Asks the broker for the topic's end and completes when everything before it was handed over: nothing written before the call is unknown then.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The broker did not say.</exception>
    /// <exception cref="OperationCanceledException">Given up, or the follower was disposed.</exception>
    public Task ReadToEndAsync(CancellationToken cancellationToken = default) => _reader.ReadToEndAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
