namespace Shepherd.Planner.Http.Replies;

/// <summary>Everything at one look.</summary>
/// <param name="Planner">Name of the planner that answers.</param>
/// <param name="Leading">Whether it leads; one that follows shows the same and takes no commands.</param>
/// <param name="Leader">Who leads; empty: nobody, or not known.</param>
/// <param name="Epoch">Plan in force; empty: none yet.</param>
/// <param name="PlanAt">When it was written; null: none yet.</param>
/// <param name="PlanReason">Why.</param>
/// <param name="Workers">Live workers, and silent ones of the plan.</param>
/// <param name="Groups">Model groups.</param>
/// <param name="Moves">Partitions on their way to another owner.</param>
/// <param name="Directives">What operators asked for and is in force.</param>
/// <param name="Rescales">Rescales under way, and the last that ended.</param>
public sealed record StatusReply(
    string Planner,
    bool Leading,
    string Leader,
    string Epoch,
    DateTimeOffset? PlanAt,
    string PlanReason,
    IReadOnlyList<WorkerReply> Workers,
    IReadOnlyList<GroupReply> Groups,
    IReadOnlyList<MoveReply> Moves,
    IReadOnlyList<DirectiveReply> Directives,
    IReadOnlyList<RescaleReply> Rescales);

/// <summary>A worker.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="State">starting, ready, draining, or silent: the plan names it and nobody hears it.</param>
/// <param name="Held">cordon or drain, where an operator holds it back; else empty.</param>
/// <param name="Devices">Its devices.</param>
/// <param name="Epoch">Plan that it follows in full.</param>
/// <param name="LeaseAgeMs">Since its newest heartbeat was read, milliseconds; null: silent.</param>
/// <param name="WarmGroups">Model groups that it has loaded.</param>
/// <param name="PreparingGroups">Model groups that it loads for the plan's target.</param>
/// <param name="Owned">What it consumes right now.</param>
/// <param name="InFlight">Requests taken and not yet answered.</param>
public sealed record WorkerReply(
    string Worker,
    string State,
    string Held,
    IReadOnlyList<string> Devices,
    string Epoch,
    double? LeaseAgeMs,
    IReadOnlyList<string> WarmGroups,
    IReadOnlyList<string> PreparingGroups,
    IReadOnlyList<AssignmentReply> Owned,
    int InFlight);

/// <summary>A model group.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Models">Its models.</param>
/// <param name="Partitions">Of its request topic; 0: not known.</param>
/// <param name="Owners">Who owns which, by the plan.</param>
/// <param name="Devices">Devices that serve it.</param>
/// <param name="Paused">Nobody takes its requests, by an operator's wish.</param>
/// <param name="PinnedTo">The only workers that may own it; empty: any.</param>
/// <param name="RescaledTo">Devices that an operator wants for it; null: as its demand asks for.</param>
/// <param name="Backlog">What waits.</param>
public sealed record GroupReply(
    string Group,
    IReadOnlyList<string> Models,
    int Partitions,
    IReadOnlyList<AssignmentReply> Owners,
    int Devices,
    bool Paused,
    IReadOnlyList<string> PinnedTo,
    int? RescaledTo,
    BacklogReply Backlog);

/// <summary>What waits for a model group, in the time of devices that it will take; one number to scale on is <c>device_seconds</c>, another <c>needed_devices</c>.</summary>
/// <param name="Group">Model group.</param>
/// <param name="DeviceSeconds">Time of one device that all of it will take, seconds; 0 where it is not known, which <paramref name="Missing"/> says.</param>
/// <param name="DrainSeconds">That, over the devices that serve it, seconds; null: not known, or nobody serves it.</param>
/// <param name="OldestSlackMs">Least time left to a deadline among the requests at workers, milliseconds; null: none is queued.</param>
/// <param name="LagRecords">Requests in Kafka that are not answered; null: not known.</param>
/// <param name="QueuedRecords">Those of them that wait at workers.</param>
/// <param name="ArrivalRps">Arrivals per second; null: not measured yet.</param>
/// <param name="ForecastRps">Arrivals per second that are planned for; null: not measured yet.</param>
/// <param name="NeededDevices">Devices that those keep busy; 0 where it is not known.</param>
/// <param name="Missing">What could not be measured, and why.</param>
public sealed record BacklogReply(
    string Group,
    double DeviceSeconds,
    double? DrainSeconds,
    double? OldestSlackMs,
    long? LagRecords,
    long QueuedRecords,
    double? ArrivalRps,
    double? ForecastRps,
    double NeededDevices,
    IReadOnlyList<string> Missing);

/// <summary>A partition on its way to another owner.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Partition">Partition of its request topic.</param>
/// <param name="From">Who has it; empty: nobody.</param>
/// <param name="To">Who is to have it; empty: nobody.</param>
/// <param name="Phase">preparing, revoking or assigning.</param>
public sealed record MoveReply(string Group, int Partition, string From, string To, string Phase);

/// <summary>A rescale.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Group">Model group.</param>
/// <param name="Devices">Devices that it is to have; null: as its demand asks for.</param>
/// <param name="By">Who asked.</param>
/// <param name="State">planned, preparing, revoking, assigning, done or failed.</param>
/// <param name="Detail">What is waited for, or why it failed.</param>
/// <param name="StartedAt">By the planner's clock.</param>
/// <param name="EndedAt">By the planner's clock; null: it has not ended.</param>
public sealed record RescaleReply(Guid Id, string Group, int? Devices, string By, string State, string Detail, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);
