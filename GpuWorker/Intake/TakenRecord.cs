using Confluent.Kafka;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Telemetry;

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
    /// <summary>Its partition's; null where nobody owns anything: in a benchmark.</summary>
    public Holding? Holding { get; init; }

    /// <summary>Name of the model that serves it; empty until that is known.</summary>
    public string Model { get; set; } = "";

    /// <summary>When its answer stops being worth anything, Unix nanoseconds; 0 where that was not read.</summary>
    public long DeadlineNs { get; set; }

    /// <summary>Tier that it is served in.</summary>
    public int Priority { get; set; } = ScheduledRequest.DefaultPriority;

    /// <summary>Whom it is accounted to: index into the worker's tenants.</summary>
    public int Tenant { get; set; } = ScheduledRequest.NoTenant;

    /// <summary>Counts it among its model group's.</summary>
    public IntakeGate? GroupGate { get; set; }

    /// <summary>Counts it among its tenant's, where it has one.</summary>
    public IntakeGate? TenantGate { get; set; }

    /// <summary>When its result was handed to the producer, Unix nanoseconds.</summary>
    public long PublishedNs { get; set; }

    /// <summary>Null unless its producer is traced or asked for its timeline.</summary>
    public RequestTrail? Trail { get; set; }

    /// <summary>Where it is, for people: <c>topic[15]@242</c>.</summary>
    public string PlaceText => $"{Place.Topic}[{Place.Partition.Value}]@{Place.Offset.Value}";

    /// <summary>Id of a request that names none: the same at every attempt, so that readers can drop repeats.</summary>
    public string FallbackId => $"{Place.Topic}/{Place.Partition.Value}/{Place.Offset.Value}";
}
