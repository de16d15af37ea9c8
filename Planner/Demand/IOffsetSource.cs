using Shepherd.Core.Herd;

namespace Shepherd.Planner.Demand;

/// <summary>Reads offsets of request topics.</summary>
internal interface IOffsetSource : IDisposable
{
    /// <summary>One reading for each group; a group that cannot be read has a fault and does not hold up the others.</summary>
    /// <param name="groups">Model groups with the partitions of their topics.</param>
    /// <param name="stop">Gives up.</param>
    Task<IReadOnlyList<OffsetReading>> ReadAsync(IReadOnlyList<GroupPartitions> groups, CancellationToken stop);
}
