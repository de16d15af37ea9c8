using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>A result under way.</summary>
internal sealed class OutgoingResult(TopicPartition target, Action<OutgoingRecord, ErrorCode> done, int expectedBytes) : OutgoingRecord(target, done, expectedBytes)
{
    /// <summary>What it answers; its value is given back already.</summary>
    public required TakenRecord Record { get; init; }

    /// <summary>What the record owes; set before it is sent.</summary>
    public Settlement Settlement { get; set; } = null!;

    public required string ContentType { get; init; }

    /// <summary>What it says; its outputs are given back already.</summary>
    public required InferenceResult Result { get; set; }

    /// <summary>Carries nothing any more that could be left out.</summary>
    public bool IsShrunk { get; init; }
}
