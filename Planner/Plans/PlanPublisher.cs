using System.Text;
using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>Writes claims, plans, and why, to the control topics.</summary>
internal sealed partial class PlanPublisher : IDisposable
{
    /// <summary>A record that no broker took by then is given up: its writer claims anew rather than wait.</summary>
    private const int WriteTimeoutMs = 5_000;

    private readonly PlannerOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly IProducer<string, byte[]?> _producer;

    public PlanPublisher(PlannerOptions options, TimeProvider clock, ILogger<PlanPublisher> logger)
    {
        (_options, _clock, _logger) = (options, clock, logger);
        _producer = new ProducerBuilder<string, byte[]?>(new ProducerConfig(options.Kafka.ToSettings(options.Name))
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 0,
            MessageTimeoutMs = WriteTimeoutMs,
        }).SetValueSerializer(Serializers.ByteArray!).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Writes a claim and completes with its offset.</summary>
    /// <exception cref="KafkaException">The broker did not take it, or did not say so.</exception>
    public async Task<long> ClaimAsync(long claimBase, Uri? address, CancellationToken stop)
    {
        var claim = new ClaimRecord(_options.Name, _clock.GetUtcNow(), claimBase) { Address = address?.ToString() ?? "" };
        return (await _producer.ProduceAsync(_options.Kafka.Topics.Plan, Message(PlanKeys.Claim, claim), stop)).Offset.Value;
    }

    /// <summary>Publishes the plan and completes when the broker has it.</summary>
    /// <exception cref="KafkaException">The broker did not take it, or did not say so.</exception>
    public async Task<PlanRecord> PublishAsync(Epoch epoch, NextPlan next, CancellationToken stop)
    {
        var plan = new PlanRecord(epoch, _options.Name, _clock.GetUtcNow(), next.Reason, next.Assignments)
        {
            ServingGroups = [.. next.ServingGroups.Select(g => g.Since == default ? g with { Since = epoch } : g)],
            Target = next.Target ?? [],
            HasTarget = next.Target is not null,
            Directives = next.Directives,
            WorkerTtlMs = (int)_options.WorkerTtl.TotalMilliseconds,
        };
        await _producer.ProduceAsync(_options.Kafka.Topics.Plan, Message(PlanKeys.OfTerm(epoch.Term), plan), stop);
        Decide(new DecisionRecord(DecisionKind.Plan, plan.CreatedAt, _options.Name, epoch, next.Reason));
        return plan;
    }

    /// <summary>Lets compaction drop the plans of a term that a newer plan has replaced.</summary>
    public void Forget(long term) => Send(_options.Kafka.Topics.Plan, new Message<string, byte[]?> { Key = PlanKeys.OfTerm(term), Value = null });

    /// <summary>Writes to the decision log; nobody waits for it.</summary>
    public void Decide(DecisionRecord decision) => Send(_options.Kafka.Topics.Decisions, Message(_options.Name, decision));

    public void Dispose() => _producer.Dispose();

    private void Send(string topic, Message<string, byte[]?> message)
    {
        try
        {
            _producer.Produce(topic, message, report =>
            {
                if (report.Error.IsError)
                    LogUnwritten(topic, report.Error.Reason);
            });
        }
        catch (ProduceException<string, byte[]?> e)
        {
            LogUnwritten(topic, e.Error.Reason);
        }
    }

    private static Message<string, byte[]?> Message<T>(string key, T record)
        where T : notnull => new()
        {
            Key = key,
            Value = ControlCodec.Encode(record),
            Headers = new Headers { { HeaderNames.ContentType, Encoding.UTF8.GetBytes(ContentTypes.Avro) } },
        };

    [LoggerMessage(1, LogLevel.Warning, "A record for {Topic} was not taken: {Reason}")]
    private partial void LogUnwritten(string topic, string reason);
}
