namespace Shepherd.Core.Rebalancing;

/// <summary>What there is to divide among whom.</summary>
/// <param name="Groups">Model groups; in any order.</param>
/// <param name="Workers">Workers that may own partitions, each with its peers' devices beside its own; in any order.</param>
/// <param name="Running">The target in force; in any order.</param>
/// <param name="NowNs">On the clock of <see cref="PartitionPlace.SinceNs"/>.</param>
public sealed record RebalancingProblem(IReadOnlyList<GroupNeed> Groups, IReadOnlyList<WorkerSupply> Workers, IReadOnlyList<PartitionPlace> Running, long NowNs)
{
    /// <summary>Only these workers own a group.</summary>
    public IReadOnlyList<GroupPin> Pins { get; init; } = [];

    /// <summary>A group has as many devices, whatever its demand.</summary>
    public IReadOnlyList<GroupSize> Sizes { get; init; } = [];

    /// <summary>An operator wants the best plan now: dwell and hysteresis do not hold it back.</summary>
    public bool IsWished { get; init; }
}

/// <summary>A model group and what it needs.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Partitions">Partitions of its request topic, numbered from 0.</param>
public sealed record GroupNeed(string Group, int Partitions)
{
    /// <summary>Requests per second to plan for; null: not measured.</summary>
    public double? RateRps { get; init; }

    /// <summary>Coefficient of variation of the gaps between its requests.</summary>
    public double Cv { get; init; } = 1;

    /// <summary>What a request takes, by kind of device; a kind that is missing is reckoned with the mean of the others.</summary>
    public IReadOnlyList<KindCost> Costs { get; init; } = [];

    /// <summary>Device memory of its models, bytes; 0: not known.</summary>
    public long ModelBytes { get; init; }

    /// <summary>What loading and warming its models takes, milliseconds; 0: not known.</summary>
    public double LoadMs { get; init; }

    /// <summary>Nobody is to own it.</summary>
    public bool IsPaused { get; init; }
}

/// <summary>What one request takes of a device of one kind.</summary>
/// <param name="Kind">Kind of device.</param>
/// <param name="RequestMs">Time of the whole device at an efficient batch size, milliseconds.</param>
public readonly record struct KindCost(string Kind, double RequestMs);

/// <summary>A worker.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Kind">Kind of its devices.</param>
/// <param name="Devices">How many it schedules.</param>
public sealed record WorkerSupply(string Worker, string Kind, int Devices)
{
    /// <summary>Memory of each device that models may take, bytes; 0: without a limit.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Groups whose models are loaded and warm.</summary>
    public IReadOnlyList<string> Warm { get; init; } = [];

    /// <summary>Groups that it could load beside what it is assigned.</summary>
    public IReadOnlyList<string> Cold { get; init; } = [];

    /// <summary>Groups that it cannot load as it is: they do not fit beside what it is assigned, or do not load at all.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>It gets nothing more, and keeps what it has.</summary>
    public bool IsCordoned { get; init; }

    /// <summary>It gives up all that it has.</summary>
    public bool IsLeaving { get; init; }
}

/// <summary>Who is to own a partition.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Partition">Partition of its request topic.</param>
/// <param name="Worker">Owner.</param>
/// <param name="SinceNs">When it became that.</param>
public sealed record PartitionPlace(string Group, int Partition, string Worker, long SinceNs);

/// <summary>Only certain workers own a group.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Workers">Who may.</param>
public sealed record GroupPin(string Group, IReadOnlyList<string> Workers);

/// <summary>A group has as many devices.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Devices">Of the workers that own its partitions.</param>
public sealed record GroupSize(string Group, int Devices);
