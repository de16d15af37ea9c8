using Confluent.Kafka;

namespace Shepherd.GpuWorker.Intake;

/// <summary>A record taken from a request topic: it owes an outcome.</summary>
/// <param name="Group">Model group of the topic.</param>
/// <param name="Place">Topic, partition, offset.</param>
/// <param name="TimestampMs">The record's timestamp, Unix milliseconds; null when it has none.</param>
/// <param name="Key">The record's key.</param>
/// <param name="Headers">The record's headers, as they came.</param>
/// <param name="Value">The record's value; disposed once the outcome is handed to the producer.</param>
internal sealed record TakenRecord(string Group, TopicPartitionOffset Place, long? TimestampMs, byte[]? Key, Headers Headers, RecordValue Value)
{
    /// <summary>Id of a request that names none: the same at every attempt, so that readers can drop repeats.</summary>
    public string FallbackId => $"{Place.Topic}/{Place.Partition.Value}/{Place.Offset.Value}";
}
