namespace Shepherd.Core.Policies;

/// <summary>A batch on a lane: under way, or suspended there.</summary>
internal sealed class LaneRun
{
    private readonly List<ScheduledRequest> _batch = [];

    /// <summary>Its requests, earliest deadline first.</summary>
    public List<ScheduledRequest> Batch => _batch;

    public int Model => _batch[0].Model;

    public int Bucket => _batch[0].Bucket;

    /// <summary>It runs in segments, and so can be suspended.</summary>
    public bool IsSegmented { get; private set; }

    /// <summary>Tier of the queue it was made for, as it counted then.</summary>
    public int Tier { get; private set; }

    /// <summary>When it was started or resumed.</summary>
    public long StartedNs { get; private set; }

    /// <summary>When it is expected to end if nothing stops it.</summary>
    public long EndNs { get; private set; }

    /// <summary>Expected run time from its first start to its end, without pauses.</summary>
    public long TotalNs { get; private set; }

    /// <summary>What is left of it while it is suspended.</summary>
    public long RemainingNs { get; private set; }

    public void Start(long nowNs, long totalNs, bool isSegmented, int tier) =>
        (StartedNs, TotalNs, EndNs, RemainingNs, IsSegmented, Tier) = (nowNs, totalNs, nowNs + totalNs, totalNs, isSegmented, tier);

    /// <summary>Requests that have their outcome already.</summary>
    public int CountAnswered()
    {
        var answered = 0;
        foreach (var request in _batch)
            answered += request.IsAnswered ? 1 : 0;
        return answered;
    }

    /// <summary>Every one of its requests was withdrawn.</summary>
    public bool IsCancelled()
    {
        foreach (var request in _batch)
        {
            if (!request.IsCancelled)
                return false;
        }

        return true;
    }

    /// <summary>It stopped after <paramref name="workedNs"/> of work in this stretch.</summary>
    public void Suspend(long workedNs) => RemainingNs = Math.Max(1, RemainingNs - Math.Max(0, workedNs));

    public void Resume(long nowNs, long delayNs) => (StartedNs, EndNs) = (nowNs + delayNs, nowNs + delayNs + RemainingNs);

    /// <summary>The first instant from now at which it can stop; see <see cref="ExitPoint"/>.</summary>
    public long NextExitNs(long nowNs, int exitPoints) => ExitPoint.NextNs(nowNs, StartedNs, TotalNs, RemainingNs, exitPoints);
}
