using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>Notes what it is asked.</summary>
internal sealed class RecordingLane : ILane
{
    public List<string> Asked { get; } = [];

    /// <summary>What was given to it last and has not ended.</summary>
    public WorkItem[]? Running { get; private set; }

    /// <summary>What it runs ends.</summary>
    public WorkItem[] Take()
    {
        var running = Running!;
        Running = null;
        return running;
    }

    public void Run(WorkItem[] batch)
    {
        Running = batch;
        Asked.Add($"run {Text(batch)}");
    }

    public void Stop(PreemptionKind kind) => Asked.Add($"stop {kind}");

    public void Resume(WorkItem[] batch) => Asked.Add($"resume {Text(batch)}");

    public void Discard(WorkItem[] batch) => Asked.Add($"discard {Text(batch)}");

    private static string Text(WorkItem[] batch) => string.Join(' ', batch.Select(i => i.Id));
}
