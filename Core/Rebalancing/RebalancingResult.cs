namespace Shepherd.Core.Rebalancing;

/// <summary>Who is to own what, and why.</summary>
/// <param name="Target">By group, then partition; partitions that nobody can own are absent.</param>
/// <param name="Moves">What differs from the running target, in the same order.</param>
/// <param name="Reasons">Why it is as it is, for people.</param>
/// <param name="Refused">Wishes that cannot be met, and why; what they are about stays as it was.</param>
/// <param name="Held">Why the load moves nothing although something may be gained; empty: it is not held.</param>
public sealed record RebalancingResult(
    IReadOnlyList<PartitionPlace> Target,
    IReadOnlyList<PartitionMove> Moves,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Refused,
    string Held)
{
    /// <summary>Load of each worker under the target, by its name.</summary>
    public IReadOnlyList<WorkerShare> Shares { get; init; } = [];

    /// <summary>What the moves for the sake of the load win over a period, device-seconds.</summary>
    public double GainDeviceS { get; init; }

    /// <summary>What they cost, device-seconds.</summary>
    public double CostDeviceS { get; init; }
}

/// <summary>A partition that changes hands.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Partition">Partition of its request topic.</param>
/// <param name="From">Who had it; empty: nobody.</param>
/// <param name="To">Who gets it; empty: nobody.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record PartitionMove(string Group, int Partition, string From, string To, string Reason);

/// <summary>What is expected of one worker.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Load">Part of its devices' time that requests take; above 1: more than there is.</param>
/// <param name="Partitions">How many it owns.</param>
public sealed record WorkerShare(string Worker, double Load, int Partitions);
