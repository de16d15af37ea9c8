namespace Shepherd.Schemas.Control;

/// <summary>One model group at one worker.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Arrived">Requests taken from Kafka since the worker started.</param>
public sealed record GroupLoad(string Group, long Arrived)
{
    /// <summary>Requests taken and not yet dispatched.</summary>
    public int Queued { get; init; }

    /// <summary>Time of one device that those will take, at efficient batch sizes, milliseconds.</summary>
    public double QueuedDeviceMs { get; init; }

    /// <summary>Least time left to a queued request's deadline, less what its batch takes, milliseconds; null: none is queued.</summary>
    public double? OldestSlackMs { get; init; }

    /// <summary>Time of one device that one request takes at an efficient batch size, by what was measured, milliseconds; 0: not known.</summary>
    public double RequestDeviceMs { get; init; }

    /// <summary>What loading and warming its models took last, milliseconds; 0: not known.</summary>
    public double LoadMs { get; init; }

    /// <summary>Device memory of its models, bytes; 0: not known.</summary>
    public long ModelBytes { get; init; }
}

/// <summary>Where the next owner of a partition starts.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Partition">Partition of its request topic.</param>
/// <param name="Offset">First offset that is not answered; -1: nothing was ever read.</param>
public sealed record ReleasedPartition(string Group, int Partition, long Offset);
