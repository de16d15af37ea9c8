using System.Diagnostics;
using Shepherd.GpuWorker.Telemetry.Timelines;

namespace Shepherd.GpuWorker.Telemetry;

/// <summary>What is kept of a request beside its serving, where its producer is traced or asked for its timeline; others have none.</summary>
internal sealed class RequestTrail
{
    /// <summary>The producer's span, where its trace is recorded.</summary>
    public ActivityContext? Producer { get; set; }

    /// <summary>The span of the batch that it ran in last. Written in the driver's steps before the batch starts, read by its lane's.</summary>
    public ActivityContext Batch { get; set; }

    /// <summary>What the result's header <c>traceparent</c> is; null: as the request's.</summary>
    public string? ResultParent { get; set; }

    /// <summary>The span of its result, until that is acknowledged.</summary>
    public Activity? Send { get; set; }

    /// <summary>What happened, where that was asked for.</summary>
    public Timeline? Timeline { get; set; }
}
