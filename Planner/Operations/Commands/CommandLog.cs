using Confluent.Kafka;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Writes commands to the decision log.</summary>
internal sealed partial class CommandLog(PlannerOptions options, ILogger<CommandLog> logger) : ICommandLog, IDisposable
{
    /// <summary>An operator waits no longer for a broker that is away.</summary>
    private const int TimeoutMs = 3000;

    private readonly Lazy<IProducer<string, byte[]>> _producer = new(() =>
        new ProducerBuilder<string, byte[]>(new ProducerConfig(options.Kafka.ToSettings(options.Name)) { Acks = Acks.All, EnableIdempotence = true, LingerMs = 0, MessageTimeoutMs = TimeoutMs })
            .SetLogHandler((_, _) => { })
            .Build());

    public async Task WriteAsync(DecisionRecord decision, CancellationToken cancellationToken)
    {
        try
        {
            await _producer.Value.ProduceAsync(
                options.Kafka.Topics.Decisions,
                new Message<string, byte[]>
                {
                    Key = options.Name,
                    Value = ControlCodec.Encode(decision),
                    Headers = new Headers { { HeaderNames.ContentType, System.Text.Encoding.UTF8.GetBytes(ContentTypes.Avro) } },
                },
                cancellationToken);
        }
        catch (KafkaException e)
        {
            LogNotWritten(decision.Subject, e.Message);
        }
    }

    public void Dispose()
    {
        if (_producer.IsValueCreated)
            _producer.Value.Dispose();
    }

    [LoggerMessage(1, LogLevel.Warning, "Command '{Command}' is not in the decision log: {Reason}")]
    private partial void LogNotWritten(string command, string reason);
}
