namespace Shepherd.Core.Herd;

/// <summary>A model group and how many partitions its request topic has.</summary>
/// <param name="Group">Model group.</param>
/// <param name="Partitions">Number of partitions; they are numbered from 0.</param>
public sealed record GroupPartitions(string Group, int Partitions);

/// <summary>A worker that may own partitions.</summary>
/// <param name="Worker">Name.</param>
/// <param name="Groups">Model groups that it has loaded and warm.</param>
public sealed record WorkerOffer(string Worker, IReadOnlyList<string> Groups)
{
    /// <summary>Model groups that it would have to load first: it gets one only where nobody offers it warm.</summary>
    public IReadOnlyList<string> ColdGroups { get; init; } = [];

    /// <summary>Model groups that it can only answer for: it gets one where nobody offers to load it either.</summary>
    public IReadOnlyList<string> RefusedGroups { get; init; } = [];
}

/// <summary>One partition and who owns or holds it.</summary>
/// <param name="Worker">Name of the worker.</param>
/// <param name="Group">Model group.</param>
/// <param name="Partition">Partition of the group's request topic.</param>
public sealed record Ownership(string Worker, string Group, int Partition);
