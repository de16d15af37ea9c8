using System.Diagnostics;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving.Isolation;

namespace Shepherd.GpuWorker.Driving;

/// <summary>What the driver knows of a batch that runs or is suspended. On its thread only.</summary>
/// <param name="items">Its requests.</param>
/// <param name="lane">Where it runs, or is kept.</param>
/// <param name="nowNs">When it was started.</param>
/// <param name="totalNs">How long it is expected to run.</param>
internal sealed class LaneBatch(WorkItem[] items, int lane, long nowNs, long totalNs)
{
    private long _startedNs = nowNs;
    private long _doneNs;
    private int _given;

    public WorkItem[] Items => items;

    public int Lane => lane;

    public long TotalNs => totalNs;

    /// <summary>When it was given to its lane first.</summary>
    public long DispatchedNs { get; } = nowNs;

    /// <summary>Its span, where it is traced.</summary>
    public Activity? Span { get; set; }

    /// <summary>What is searched in it for requests that fail; null while it runs as a whole.</summary>
    public PoisonSearch? Search { get; set; }

    /// <summary>What it failed with as a whole.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Requests of a batch that failed that have their outcome.</summary>
    public int Answered { get; set; }

    /// <summary>The preemption that was asked for.</summary>
    public PreemptionKind Stopping { get; private set; }

    /// <summary>When that was.</summary>
    public long StoppingNs { get; private set; }

    /// <summary>Where it was to stop.</summary>
    public long ExitNs { get; private set; }

    /// <summary>It waits, to be resumed.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>The lane has what was done of it.</summary>
    public bool IsKept { get; private set; }

    /// <param name="kind">What was asked for.</param>
    /// <param name="nowNs">When.</param>
    /// <param name="exitPoints">See <see cref="PreemptionTerms.ExitPoints"/>.</param>
    public void Stop(PreemptionKind kind, long nowNs, int exitPoints) =>
        (Stopping, StoppingNs, ExitNs) = (kind, nowNs, ExitPoint.NextNs(nowNs, _startedNs, totalNs, totalNs - _doneNs, exitPoints));

    public void Suspend(bool isKept) => (IsSuspended, IsKept) = (true, isKept);

    /// <summary>It was suspended, and its lane keeps it no longer: its requests are queued again.</summary>
    public void GiveBack() => (IsSuspended, IsKept) = (false, false);

    /// <param name="nowNs">When it goes on.</param>
    /// <param name="remainingNs">How long it is expected to run on.</param>
    public void Resume(long nowNs, long remainingNs) =>
        (IsSuspended, Stopping, _startedNs, _doneNs) = (false, PreemptionKind.None, nowNs, Math.Max(0, totalNs - remainingNs));

    /// <summary>One of its requests was given up while it was suspended.</summary>
    /// <returns>True when that was the last: nothing of it is wanted any more.</returns>
    public bool GiveUpOne() => ++_given == items.Length;
}
