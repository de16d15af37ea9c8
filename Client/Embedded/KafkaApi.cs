namespace Shepherd.Client.Embedded;

/// <summary>Requests of the Kafka protocol that <see cref="EmbeddedBroker.FailRequests"/> can fail; the values are Kafka's API keys.</summary>
public enum KafkaApi : short
{
    /// <summary>Writing records.</summary>
    Produce = 0,

    /// <summary>Reading records.</summary>
    Fetch = 1,

    /// <summary>Asking for the first or last offset.</summary>
    ListOffsets = 2,

    /// <summary>Asking for topics, partitions and leaders.</summary>
    Metadata = 3,

    /// <summary>Committing offsets of a group.</summary>
    OffsetCommit = 8,

    /// <summary>Reading committed offsets of a group.</summary>
    OffsetFetch = 9,

    /// <summary>Asking for the coordinator of a group.</summary>
    FindCoordinator = 10,

    /// <summary>Joining a group.</summary>
    JoinGroup = 11,

    /// <summary>Staying in a group.</summary>
    Heartbeat = 12,

    /// <summary>Getting the id of an idempotent producer.</summary>
    InitProducerId = 22,
}
