using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Driving;

/// <summary>What a lane is to do: one stretch of a batch, from its start or from where it was stopped, or give up what it keeps of it.</summary>
/// <param name="batch">The batch.</param>
/// <param name="verb">What to do.</param>
internal sealed class Stretch(WorkItem[] batch, StretchVerb verb)
{
    public WorkItem[] Batch => batch;

    public StretchVerb Verb => verb;

    /// <summary>Its own, so that a stop that comes too late stops nothing else.</summary>
    public StopFlag Flag { get; } = new();

    /// <summary>What the stop is for; set before the flag is raised, read after.</summary>
    public PreemptionKind Stopping { get; private set; }

    public void Stop(PreemptionKind kind)
    {
        Stopping = kind;
        // What is restarted need not come to the end of its segment.
        Flag.Request(abandon: kind == PreemptionKind.Restart);
    }
}

/// <summary>What to do with a batch.</summary>
internal enum StretchVerb
{
    Start,
    GoOn,
    Discard,
}
