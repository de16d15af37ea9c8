using Confluent.Kafka;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>Writes plans, and why, to the control topics.</summary>
internal sealed class PlanPublisher : IDisposable
{
    private readonly PlannerOptions _options;
    private readonly TimeProvider _clock;
    private readonly IProducer<string, byte[]> _producer;

    public PlanPublisher(PlannerOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig(options.Kafka.ToSettings(options.Name))
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 0,
        }).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Publishes the plan and completes when the broker has it.</summary>
    public async Task<PlanRecord> PublishAsync(Epoch epoch, NextPlan next, CancellationToken stop)
    {
        var (topics, reason) = (_options.Kafka.Topics, next.Reason);
        var plan = new PlanRecord(epoch, _options.Name, _clock.GetUtcNow(), reason, next.Assignments)
        {
            ServingGroups = [.. next.ServingGroups.Select(g => g.Since == default ? g with { Since = epoch } : g)],
        };
        await _producer.ProduceAsync(topics.Plan, Message("plan", plan), stop);
        var decision = new DecisionRecord(DecisionKind.Plan, plan.CreatedAt, _options.Name, epoch, reason);
        await _producer.ProduceAsync(topics.Decisions, Message(_options.Name, decision), stop);
        return plan;
    }

    public void Dispose() => _producer.Dispose();

    private static Message<string, byte[]> Message<T>(string key, T record)
        where T : notnull => new()
        {
            Key = key,
            Value = ControlCodec.Encode(record),
            Headers = new Headers { { HeaderNames.ContentType, System.Text.Encoding.UTF8.GetBytes(ContentTypes.Avro) } },
        };
}
