using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Engine;

/// <summary>A device's one lane on virtual time.</summary>
internal sealed class VirtualLane
{
    public IReadOnlyList<ScheduledRequest>? Batch { get; private set; }

    /// <summary>Counts the runs of this lane.</summary>
    public long Run { get; private set; }

    public long StartedNs { get; private set; }

    public long DurationNs { get; private set; }

    /// <summary>Device time spent on batches that finished or were stopped.</summary>
    public long BusyNs { get; private set; }

    /// <summary>Device time spent on batches that were stopped.</summary>
    public long WastedNs { get; private set; }

    public void Start(IReadOnlyList<ScheduledRequest> batch, long nowNs, long durationNs)
    {
        if (Batch is not null)
            throw new InvalidOperationException("a batch was dispatched to a busy lane");
        (Batch, StartedNs, DurationNs) = (batch, nowNs, durationNs);
        Run++;
    }

    /// <summary>The first instant from now at which the batch can stop.</summary>
    public long NextExitNs(long nowNs, int exitPoints)
    {
        if (exitPoints == 0)
            return nowNs;
        var segment = 1 + ((nowNs - StartedNs) * exitPoints / Math.Max(1, DurationNs));
        return StartedNs + (DurationNs * Math.Min(segment, exitPoints) / exitPoints);
    }

    public IReadOnlyList<ScheduledRequest> End(long nowNs, bool isWasted)
    {
        var batch = Batch ?? throw new InvalidOperationException("an idle lane cannot end a batch");
        BusyNs += nowNs - StartedNs;
        WastedNs += isWasted ? nowNs - StartedNs : 0;
        Batch = null;
        return batch;
    }
}
