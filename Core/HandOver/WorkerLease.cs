namespace Shepherd.Core.HandOver;

/// <summary>
/// A worker's right to take, publish and commit: it lasts for the TTL from the instant at which the newest acknowledged heartbeat was <em>sent</em>, so that it ends before anybody who counts from reading that heartbeat gives its
/// partitions away. Once it has run out the worker is fenced, whatever is acknowledged later, until a heartbeat that was sent since then is acknowledged and, after that, the plan topic is read to its end. Even then the plans read so far
/// give it nothing (<see cref="Floor"/>): whoever wrote them may not have heard of its return, and be about to give away what they say is its own. All instants are of one clock of the worker's that never steps back and goes on while the process
/// is stopped, in nanoseconds.
/// </summary>
public sealed class WorkerLease
{
    /// <summary>How long a lease lasts where nothing else is said: six heartbeats at their usual interval.</summary>
    public const long TtlNsDefault = 3_000_000_000;

    private long? _sentNs;
    private long? _acknowledgedNs;
    private long _fencedNs;

    /// <summary>Begins fenced: nothing is acknowledged and no plan read yet.</summary>
    /// <param name="ttlNs">How long it lasts; not longer than the planner's TTL.</param>
    /// <param name="nowNs">Now.</param>
    /// <exception cref="ArgumentOutOfRangeException">The TTL is not positive.</exception>
    public WorkerLease(long ttlNs, long nowNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ttlNs);
        (TtlNs, _fencedNs) = (ttlNs, nowNs);
    }

    /// <summary>How long it lasts from a heartbeat.</summary>
    public long TtlNs { get; private set; }

    /// <summary>It ran out, or never began; see <see cref="Check"/>, which notices.</summary>
    public bool IsFenced { get; private set; } = true;

    /// <summary>First instant at which it no longer holds; <see cref="long.MinValue"/> while fenced.</summary>
    public long EndsNs => IsFenced || _sentNs is not { } sent ? long.MinValue : sent + TtlNs;

    /// <summary>The newest plan that was read when it began to hold: only a newer one gives the worker anything. The default before that.</summary>
    public PlanEpoch Floor { get; private set; }

    /// <summary>A heartbeat has been acknowledged since it was fenced: reading the plan topic to its end now gives it back.</summary>
    public bool AwaitsPlan => IsFenced && _acknowledgedNs is not null;

    /// <summary>Fences when it has run out.</summary>
    /// <returns>True while it holds.</returns>
    public bool Check(long nowNs)
    {
        if (!IsFenced && nowNs >= EndsNs)
            (IsFenced, _fencedNs, _acknowledgedNs) = (true, nowNs, null);
        return !IsFenced;
    }

    /// <summary>The planner counts a shorter TTL: it holds for this one, at once. A longer one changes nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The TTL is not positive.</exception>
    public void Shorten(long ttlNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ttlNs);
        TtlNs = Math.Min(TtlNs, ttlNs);
    }

    /// <summary>A heartbeat was acknowledged.</summary>
    /// <param name="sentNs">When it was handed over for sending.</param>
    /// <param name="nowNs">Now.</param>
    /// <exception cref="ArgumentException">It was sent after now.</exception>
    public void Acknowledge(long sentNs, long nowNs)
    {
        if (sentNs > nowNs)
            throw new ArgumentException($"a heartbeat sent at {sentNs} ns is acknowledged at {nowNs} ns: the clock went back", nameof(sentNs));
        // Noticed before it could be extended: in between somebody else may have been given what was its own.
        Check(nowNs);
        if (_sentNs is null || sentNs > _sentNs)
            _sentNs = sentNs;
        // One that was sent earlier may have been read, and counted from, before it was fenced.
        if (IsFenced && _acknowledgedNs is null && sentNs >= _fencedNs)
            _acknowledgedNs = nowNs;
    }

    /// <summary>The plan topic was read up to what was its end at an instant, and everything in it is known.</summary>
    /// <param name="askedNs">When its end was asked for: what was written before then is read.</param>
    /// <param name="newest">The newest plan that was read.</param>
    /// <param name="nowNs">Now.</param>
    /// <returns>True when it holds: what a plan newer than that gives to the worker is its own.</returns>
    public bool PlanRead(long askedNs, PlanEpoch newest, long nowNs)
    {
        // A plan that gave its partitions away may have been written until whoever writes plans had news of it.
        if (IsFenced && _sentNs is { } sent && _acknowledgedNs is { } acknowledged && askedNs >= acknowledged)
        {
            IsFenced = nowNs >= sent + TtlNs;
            if (IsFenced)
                (_fencedNs, _acknowledgedNs) = (nowNs, null);
            else
                Floor = newest;
        }

        return Check(nowNs);
    }
}
