using System.Globalization;
using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Engine;

/// <summary>A lane of a device on virtual time.</summary>
/// <param name="number">Its number in its serving group.</param>
/// <param name="models">How many models there are.</param>
internal sealed class VirtualLane(int number, int models)
{
    private readonly LaneUse[] _uses = new LaneUse[models];
    private readonly List<VirtualRun> _suspended = [];

    /// <summary>What runs; null when the lane is idle.</summary>
    public VirtualRun? Current { get; private set; }

    /// <summary>Numbers the stretches of this lane, so that the end of one that was stopped is known to be stale.</summary>
    public long Stretch { get; private set; }

    /// <summary>Time of the lane spent on batches.</summary>
    public long BusyNs { get; private set; }

    /// <summary>Time of the lane spent on batches that were stopped and lost.</summary>
    public long WastedNs { get; private set; }

    /// <summary>What it spent its time on, by model.</summary>
    public IReadOnlyList<LaneUse> Uses => _uses;

    /// <summary>Starts a fresh batch.</summary>
    /// <returns>When it ends.</returns>
    public long Start(IReadOnlyList<ScheduledRequest> batch, long nowNs, long durationNs, bool isSegmented) =>
        Go(new VirtualRun(batch, durationNs, isSegmented), nowNs);

    /// <summary>Goes on with a batch that is suspended here.</summary>
    /// <returns>When it ends.</returns>
    public long Resume(IReadOnlyList<ScheduledRequest> batch, long nowNs, long delayNs)
    {
        var run = _suspended.Find(r => ReferenceEquals(r.Batch, batch)) ?? throw Fault("a batch that is not suspended there is to go on", nowNs);
        _suspended.Remove(run);
        return Go(run, nowNs + delayNs);
    }

    /// <summary>The first instant from now at which the batch can stop.</summary>
    public long NextExitNs(long nowNs, int exitPoints) => RunningAt(nowNs).NextExitNs(nowNs, exitPoints);

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

    /// <summary>The lane is gone, and all that it kept: what runs ends by <see cref="Stop"/>.</summary>
    public void Forget() => _suspended.Clear();

    private VirtualRun RunningAt(long nowNs) => Current ?? throw Fault("it is idle, and is to stop", nowNs);

    private long Go(VirtualRun run, long startNs)
    {
        if (Current is not null)
            throw Fault("it is busy, and is to run a batch", startNs);
        (Current, run.StartedNs) = (run, startNs);
        Stretch++;
        return run.EndNs;
    }

    private VirtualRun Leave(long nowNs)
    {
        var run = RunningAt(nowNs);
        BusyNs += nowNs - run.StartedNs;
        _uses[run.Batch[0].Model].Add(nowNs - run.StartedNs, run.Batch.Count);
        Current = null;
        return run;
    }

    private InvalidOperationException Fault(string what, long nowNs) => new(string.Create(CultureInfo.InvariantCulture, $"lane {number} at {nowNs / 1e6} ms: {what}"));
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

    public long NextExitNs(long nowNs, int exitPoints) => ExitPoint.NextNs(nowNs, StartedNs, TotalNs, RemainingNs, exitPoints);
}
