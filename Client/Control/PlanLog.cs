using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Kafka;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Control;

/// <summary>
/// Follows the plan topic on a thread of its own, behind the fence that makes every reader of it agree (<see cref="PlanFence"/>). A record that cannot be read is told once and changes nothing.
/// </summary>
public sealed class PlanLog : IDisposable
{
    private readonly PlanLogState _state = new();
    private readonly TopicReader _reader;

    /// <summary>Starts following.</summary>
    /// <param name="kafka">Where; the topic may be created later.</param>
    /// <param name="logger">Where skipped records and lost brokers are told; null: nowhere.</param>
    /// <param name="onChanged">Called on the log's thread with the new <see cref="View"/> after every record that changed it, so that none is missed; must return at once. Null: nobody is told.</param>
    public PlanLog(KafkaOptions kafka, ILogger? logger = null, Action<PlanLogView>? onChanged = null) =>
        _reader = new TopicReader(
            kafka,
            [new ReadTopic(kafka.Topics.Plan, ReadFrom.Beginning)],
            (record, _) =>
            {
                if (Take(record))
                    onChanged?.Invoke(_state.View);
            },
            logger ?? NullLogger.Instance,
            ReadPace.Control);

    /// <summary>What was read so far: a snapshot.</summary>
    public PlanLogView View => _state.View;

    /// <summary>The plan in force; null before the first.</summary>
    public PlanRecord? Plan => View.Plan;

    /// <summary>Its epoch; the default before the first.</summary>
    public Epoch Epoch => View.Epoch;

    /// <summary>Completes when the topic was read to the end that it had at the start; fails when it cannot be read.</summary>
    public Task CaughtUp => _reader.CaughtUp;

    /// <summary>Completes when following ends by <see cref="Dispose"/>; fails with an <see cref="InferenceClientException"/> when it cannot go on: whoever acts on plans must stop then.</summary>
    public Task Completion => _reader.Completion;

    /// <summary>Asks the broker for the topic's end and completes when everything before it was read: nothing written before the call is unknown then.</summary>
    /// <exception cref="KafkaException">The broker did not say.</exception>
    /// <exception cref="OperationCanceledException">Given up, or the log was disposed.</exception>
    public Task ReadToEndAsync(CancellationToken cancellationToken = default) => _reader.ReadToEndAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool Take(ConsumeResult<string?, byte[]?> record) => _state.Take(record.Message.Key, record.Message.Value, record.Offset.Value);
}
