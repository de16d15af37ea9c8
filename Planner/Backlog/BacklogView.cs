namespace Shepherd.Planner.Backlog;

/// <summary>What waits, in the time of devices that it will take: an immutable value for the status, metrics and whoever scales on it.</summary>
/// <param name="At">When it was put together, by the planner's clock.</param>
/// <param name="Groups">By name.</param>
internal sealed record BacklogView(DateTimeOffset At, IReadOnlyList<GroupBacklog> Groups)
{
    public static BacklogView None { get; } = new(default, []);

    /// <summary>Device time of all that waits, as far as it is known, seconds.</summary>
    public double DeviceS => Groups.Sum(g => g.DeviceS ?? 0);

    /// <summary>Devices that the expected arrivals keep busy, all groups together, as far as it is known.</summary>
    public double NeededDevices => Groups.Sum(g => g.NeededDevices ?? 0);
}

/// <summary>One model group's backlog and what brings it.</summary>
/// <param name="Group">Model group.</param>
internal sealed record GroupBacklog(string Group)
{
    /// <summary>Requests in Kafka that are not answered: in no worker's hands yet, queued there, or running. Null: offsets could not be read.</summary>
    public long? LagRecords { get; init; }

    /// <summary>Those of them that a worker has taken and not dispatched.</summary>
    public long QueuedRecords { get; init; }

    /// <summary>Time of one device that all of them will take, seconds. Null: lag or cost is not known.</summary>
    public double? DeviceS { get; init; }

    /// <summary>Least time left to a deadline among the requests queued at workers, less what their batch takes, milliseconds; below 0 it will be missed. Null: none is queued. Deadlines of what no worker has taken are not known.</summary>
    public double? OldestSlackMs { get; init; }

    /// <summary>Devices of the workers that own its partitions.</summary>
    public int Devices { get; init; }

    /// <summary>What those need for the backlog if they do nothing else, seconds. Null: not known, or nobody serves it.</summary>
    public double? DrainS => Devices > 0 ? DeviceS / Devices : null;

    /// <summary>Arrivals per second in the newest window. Null: not measured yet.</summary>
    public double? ArrivalRps { get; init; }

    /// <summary>Arrivals per second that are planned for. Null: not measured yet.</summary>
    public double? ForecastRps { get; init; }

    /// <summary>Coefficient of variation of the gaps between arrivals. Null: not measured yet.</summary>
    public double? Cv { get; init; }

    /// <summary>Time of one device that one request takes, milliseconds. Null: not known.</summary>
    public double? RequestDeviceMs { get; init; }

    /// <summary>Devices that the planned arrivals keep busy. Null: not known.</summary>
    public double? NeededDevices => ForecastRps * RequestDeviceMs / 1000;

    /// <summary>What could not be measured, and why, for people; empty: nothing.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}
