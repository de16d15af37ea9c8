using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Engine;

/// <summary>A device's one lane on virtual time.</summary>
internal sealed class VirtualLane
{
    private readonly List<VirtualRun> _suspended = [];

    /// <summary>What runs; null when the lane is idle.</summary>
    public VirtualRun? Current { get; private set; }

    /// <summary>Numbers the stretches of this lane, so that the end of one that was stopped is known to be stale.</summary>
    public long Stretch { get; private set; }

    /// <summary>Device time spent on batches.</summary>
    public long BusyNs { get; private set; }

    /// <summary>Device time spent on batches that were stopped and lost.</summary>
    public long WastedNs { get; private set; }

    /// <summary>Starts a fresh batch.</summary>
    /// <returns>When it ends.</returns>
    public long Start(IReadOnlyList<ScheduledRequest> batch, long nowNs, long durationNs, bool isSegmented) =>
        Go(new VirtualRun(batch, durationNs, isSegmented), nowNs);

    /// <summary>Goes on with a batch that is suspended here.</summary>
    /// <returns>When it ends.</returns>
    public long Resume(IReadOnlyList<ScheduledRequest> batch, long nowNs, long delayNs)
    {
        var run = _suspended.Find(r => ReferenceEquals(r.Batch, batch)) ?? throw new InvalidOperationException("a batch was resumed that is not suspended on its lane");
        _suspended.Remove(run);
        return Go(run, nowNs + delayNs);
    }

    /// <summary>The first instant from now at which the batch can stop.</summary>
    public long NextExitNs(long nowNs, int exitPoints) => Running.NextExitNs(nowNs, exitPoints);

    /// <summary>The batch is done.</summary>
    public VirtualRun Finish(long nowNs) => Leave(nowNs);

    /// <summary>The batch is stopped, and its work is lost.</summary>
    public void Stop(long nowNs)
    {
        var run = Leave(nowNs);
        WastedNs += run.TotalNs - run.RemainingNs + nowNs - run.StartedNs;
    }

    /// <summary>The batch is stopped; what it did until <paramref name="exitNs"/> is kept.</summary>
    public void Suspend(long exitNs, long nowNs)
    {
        var run = Leave(nowNs);
        run.RemainingNs -= exitNs - run.StartedNs;
        // The policy uses the lists of batches that it gave up again: one that is suspended now was not suspended before.
        _suspended.RemoveAll(r => ReferenceEquals(r.Batch, run.Batch) || r.Batch.All(q => ((SimRequest)q).HasOutcome));
        _suspended.Add(run);
    }

    private VirtualRun Running => Current ?? throw new InvalidOperationException("an idle lane cannot end a batch");

    private long Go(VirtualRun run, long startNs)
    {
        if (Current is not null)
            throw new InvalidOperationException("a batch was dispatched to a busy lane");
        (Current, run.StartedNs) = (run, startNs);
        Stretch++;
        return run.EndNs;
    }

    private VirtualRun Leave(long nowNs)
    {
        var run = Running;
        BusyNs += nowNs - run.StartedNs;
        Current = null;
        return run;
    }
}

/// <summary>A batch as a device runs it.</summary>
internal sealed class VirtualRun(IReadOnlyList<ScheduledRequest> batch, long totalNs, bool isSegmented)
{
    public IReadOnlyList<ScheduledRequest> Batch => batch;

    public bool IsSegmented => isSegmented;

    public long TotalNs { get; } = totalNs;

    public long StartedNs { get; set; }

    /// <summary>What was left of it when it was started or resumed.</summary>
    public long RemainingNs { get; set; } = totalNs;

    public long EndNs => StartedNs + RemainingNs;

    public long NextExitNs(long nowNs, int exitPoints)
    {
        if (exitPoints == 0)
            return Math.Clamp(nowNs, StartedNs, EndNs);
        var doneNs = TotalNs - RemainingNs + Math.Max(0, nowNs - StartedNs);
        var segment = Math.Min(exitPoints, 1 + (long)((Int128)doneNs * exitPoints / Math.Max(1, TotalNs)));
        return Math.Max(nowNs, StartedNs + RemainingNs - TotalNs + (long)((Int128)TotalNs * segment / exitPoints));
    }
}
