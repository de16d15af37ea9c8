using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Driving;

/// <summary>A request on its way through the driver.</summary>
internal sealed class WorkItem : ScheduledRequest
{
    public required TakenRecord Record { get; init; }

    public required RequestHeaders Headers { get; init; }

    /// <summary>Id by header, else by value, else by place.</summary>
    public required string Id { get; init; }

    /// <summary>Decoded; its tensors are slices of the record's value.</summary>
    public required InferenceRequest Request { get; init; }

    /// <summary>The peer whose lane ran it; null where that was one of the worker's own.</summary>
    public string? RanOn { get; set; }

    /// <summary>The batch that it runs or is suspended in; null while it waits. In the driver's steps only.</summary>
    public LaneBatch? Batch { get; set; }

    /// <summary>The one before it among the requests of its model that have no outcome yet, by arrival. In the driver's steps only, as <see cref="Newer"/>.</summary>
    public WorkItem? Older { get; set; }

    /// <summary>The one after it.</summary>
    public WorkItem? Newer { get; set; }
}
