namespace Shepherd.Schemas.Control;

/// <summary>What a worker says of itself, every heartbeat; key of the record = <see cref="Worker"/>.</summary>
/// <param name="Worker">Name of the worker, unique in the cluster.</param>
/// <param name="Sequence">Counts up from 1 since the worker started.</param>
/// <param name="SentAt">By the worker's clock.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Epoch">Newest plan that it follows in full.</param>
/// <param name="Devices">Its devices, e.g. <c>cpu:0</c>.</param>
/// <param name="Groups">Model groups whose models are all loaded and warm.</param>
/// <param name="Owned">Partitions it consumes right now.</param>
/// <param name="InFlightRecords">Requests taken from Kafka and not yet answered.</param>
/// <param name="InFlightBytes">Bytes of those.</param>
public sealed record WorkerHeartbeat(
    string Worker,
    long Sequence,
    DateTimeOffset SentAt,
    WorkerState State,
    Epoch Epoch,
    IReadOnlyList<string> Devices,
    IReadOnlyList<string> Groups,
    IReadOnlyList<OwnedPartitions> Owned,
    int InFlightRecords,
    long InFlightBytes)
{
    /// <summary>Model groups of which nothing is loaded, and there is room: it takes them where no worker has them warm, and loads them first.</summary>
    public IReadOnlyList<string> ColdGroups { get; init; } = [];

    /// <summary>Model groups of which it can load nothing: it takes them where nobody else does, and answers why.</summary>
    public IReadOnlyList<string> RefusedGroups { get; init; } = [];

    /// <summary>What the loaded models take of each device's memory, bytes; estimated where it is not measured.</summary>
    public long ModelBytes { get; init; }

    /// <summary>Where it takes batches of a lead, <c>host:port</c>; empty: nowhere.</summary>
    public string PeerAddress { get; init; } = "";

    /// <summary>Memory of each device that models may take, bytes; 0: no limit is set.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Model groups that it is loading because the plan's target names it.</summary>
    public IReadOnlyList<string> PreparingGroups { get; init; } = [];

    /// <summary>Partitions given up since the plan before the one that it follows.</summary>
    public IReadOnlyList<ReleasedPartition> Released { get; init; } = [];

    /// <summary>What each of its model groups brings and waits for.</summary>
    public IReadOnlyList<GroupLoad> GroupLoads { get; init; } = [];
}

/// <summary>Partitions of one group's request topic.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Partitions">Partition numbers, ascending.</param>
public sealed record OwnedPartitions(string Group, int[] Partitions);

/// <summary>Where a worker is in its life.</summary>
public enum WorkerState
{
    /// <summary>A state of a newer release; treat as not ready.</summary>
    Unknown,

    /// <summary>Loading and warming models.</summary>
    Starting,

    /// <summary>Takes requests.</summary>
    Ready,

    /// <summary>Finishes what it has, takes nothing new.</summary>
    Draining,

    /// <summary>Left; its partitions are free at once.</summary>
    Stopped,
}
