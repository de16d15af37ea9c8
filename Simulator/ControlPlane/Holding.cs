using Shepherd.Core.HandOver;
using Shepherd.Core.Offsets;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>A partition at a worker.</summary>
/// <param name="partition">Which.</param>
/// <param name="epoch">The plan that gave it.</param>
internal sealed class Holding(GroupPartition partition, PlanEpoch epoch)
{
    public GroupPartition Partition => partition;

    public PlanEpoch Epoch => epoch;

    /// <summary>Null while the committed offset is read.</summary>
    public PartitionWatermark? Watermark { get; set; }

    public long Next { get; set; }

    public long Committed { get; set; }

    public bool IsLeaving { get; set; }

    public bool IsCommitting { get; set; }

    /// <summary>Given up: what is under way for it comes to nothing.</summary>
    public bool IsDropped { get; set; }

    public bool IsSettled => Watermark is { } w && w.IsSettled && w.Watermark == Committed;
}
