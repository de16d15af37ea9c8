using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Bench.Shift;

/// <summary>Writes a plan that nobody ever changes, in a planner's place: a claim, and the first plan of its term.</summary>
internal static class FixedPlan
{
    private const string Name = "bench";

    public static async Task WriteAsync(KafkaOptions kafka, IReadOnlyList<PlanAssignment> assignments, string reason)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig(kafka.ToSettings(Name)) { Acks = Acks.All }).SetLogHandler((_, _) => { }).Build();
        var claim = new ClaimRecord(Name, DateTimeOffset.UtcNow, 0);
        var term = claim.TermAt((await producer.ProduceAsync(kafka.Topics.Plan, new Message<string, byte[]> { Key = PlanKeys.Claim, Value = ControlCodec.Encode(claim) })).Offset.Value);
        var plan = new PlanRecord(new Epoch(term, 1), Name, DateTimeOffset.UtcNow, reason, assignments) { Target = assignments };
        await producer.ProduceAsync(kafka.Topics.Plan, new Message<string, byte[]> { Key = PlanKeys.OfTerm(term), Value = ControlCodec.Encode(plan) });
    }
}
